package io.quarry.results.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

/** ETags for what is small and asked for again and again; lists are streamed and have none. */
@Configuration(proxyBeanMethods = false)
class Tags {
    private static final Pattern SMALL = Pattern.compile(
            "/api/jobs(/[^/]+)?|/api/(runs|assets|exports|queries|alerts|alert-rules)/[^/]+|/openapi(\\.yaml)?");

    @Bean
    FilterRegistrationBean<ShallowEtagHeaderFilter> etags() {
        ShallowEtagHeaderFilter filter = new ShallowEtagHeaderFilter() {
            @Override
            protected boolean shouldNotFilter(HttpServletRequest request) {
                return !SMALL.matcher(request.getServletPath()).matches();
            }
        };
        filter.setWriteWeakETag(true); // Tomcat does not compress what has a strong one
        FilterRegistrationBean<ShallowEtagHeaderFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 200); // behind the token
        return registration;
    }
}
