package io.quarry.results;

import io.quarry.results.ingest.Bindings;
import io.quarry.schemas.CryptoProvider;
import io.quarry.schemas.JobCatalogue;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;

/** Takes in what the fleet sends, and answers questions about it. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ResultsMain {
    public static void main(String[] arguments) {
        start(arguments);
    }

    /** Starts the service in this JVM; settings as {@code --quarry.data=...} or from the environment. */
    public static ConfigurableApplicationContext start(String... arguments) {
        CryptoProvider.install();
        SpringApplication application = new SpringApplication(ResultsMain.class);
        application.setDefaultProperties(Bindings.properties(JobCatalogue.installed()));
        return application.run(arguments);
    }
}
