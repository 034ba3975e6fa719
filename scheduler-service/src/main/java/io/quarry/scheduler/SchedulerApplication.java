package io.quarry.scheduler;

import io.quarry.schemas.CryptoProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** The scheduler service. */
@SpringBootApplication
@EnableConfigurationProperties(SchedulerSettings.class)
public class SchedulerApplication {
    public static void main(String[] arguments) {
        CryptoProvider.install();
        SpringApplication.run(SchedulerApplication.class, arguments);
    }
}
