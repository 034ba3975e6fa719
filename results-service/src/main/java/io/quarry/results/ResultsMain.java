package io.quarry.results;

import io.quarry.schemas.CryptoProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Takes in what the fleet sends, and answers questions about it. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ResultsMain {
    public static void main(String[] arguments) {
        CryptoProvider.install();
        SpringApplication.run(ResultsMain.class, arguments);
    }
}
