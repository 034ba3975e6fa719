package io.quarry.results.api;

import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/**
 * The API's description at {@code /openapi}: the controllers of this service, the scheduler's paths as {@code
 * openapi/hunts.yaml} describes them, and an example for each operation from {@code openapi/examples/<operation>.json}.
 */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {
    private static final String TOKEN = "token";
    private static final String PROBLEM = "Problem";
    private static final String PROBLEM_JSON = "application/problem+json";
    private static final String JSON = "application/json";

    @Bean
    OpenApiCustomizer description() {
        return api -> {
            api.info(new Info()
                    .title("Quarry")
                    .version("1")
                    .description("Fleet-wide forensic hunts: file them, follow their runs, query what came back."));
            addHunts(api);
            Components components = api.getComponents() == null ? new Components() : api.getComponents();
            api.components(components
                    .addSchemas(PROBLEM, problem())
                    .addSecuritySchemes(
                            TOKEN,
                            new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer")));
            api.addSecurityItem(new SecurityRequirement().addList(TOKEN));
            api.getPaths().values().forEach(path -> path.readOperations().forEach(OpenApiConfiguration::complete));
        };
    }

    private static void addHunts(OpenAPI api) {
        OpenAPI hunts = read("openapi/hunts.yaml", in -> yaml(in, OpenAPI.class));
        hunts.getPaths().forEach(api::path);
        hunts.getComponents().getSchemas().forEach((name, schema) -> api.schema(name, schema));
    }

    private static void complete(Operation operation) {
        ApiResponses responses = operation.getResponses();
        String example = "openapi/examples/" + operation.getOperationId() + ".json";
        if (OpenApiConfiguration.class.getClassLoader().getResource(example) != null) {
            Object value = read(example, in -> JsonMapper.shared().readValue(in, Object.class));
            ApiResponse ok = responses.computeIfAbsent("200", s -> new ApiResponse().description("OK"));
            ok.setContent(new Content()
                    .addMediaType(
                            JSON,
                            new MediaType().schema(schema(ok.getContent())).example(value)));
        }
        responses.addApiResponse(
                "default",
                new ApiResponse()
                        .description("What went wrong, each violation on its own")
                        .content(new Content()
                                .addMediaType(
                                        PROBLEM_JSON,
                                        new MediaType()
                                                .schema(new Schema<>().$ref("#/components/schemas/" + PROBLEM)))));
    }

    /** The schema that springdoc found from the method's return type; those that stream have none. */
    private static Schema<?> schema(@Nullable Content content) {
        return content == null
                ? new ObjectSchema()
                : content.values().stream()
                        .<Schema<?>>map(MediaType::getSchema)
                        .filter(s -> s != null)
                        .findFirst()
                        .orElseGet(ObjectSchema::new);
    }

    private static Schema<?> problem() {
        return read("openapi/problem.yaml", in -> yaml(in, Schema.class));
    }

    /** In two steps, because the model's own reader does not follow references within the file. */
    private static <T> T yaml(InputStream in, Class<T> type) {
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
        return Json.mapper().convertValue(tree, type);
    }

    @FunctionalInterface
    private interface Parsing<T> {
        T parse(InputStream in) throws IOException;
    }

    private static <T> T read(String resource, Parsing<T> parsing) {
        try (InputStream in = OpenApiConfiguration.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return parsing.parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
