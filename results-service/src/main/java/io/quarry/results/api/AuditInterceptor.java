package io.quarry.results.api;

import io.quarry.results.audit.AuditTrail;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Takes down requests to methods that are {@link Audited}. */
@Component
class AuditInterceptor implements HandlerInterceptor, WebMvcConfigurer {
    /** There is one token, and who bears it is this. */
    static final String ACTOR = "administrator";

    private final AuditTrail trail;

    AuditInterceptor(AuditTrail trail) {
        this.trail = trail;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method) {
            Audited audited = method.getMethodAnnotation(Audited.class);
            if (audited != null) {
                trail.record(ACTOR, audited.value(), request.getRequestURI(), request.getQueryString());
            }
        }
        return true;
    }
}
