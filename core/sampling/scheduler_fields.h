#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace tarn {

/// Typed reading of a scheduler_config.json. A field that is absent or null gives the fallback; one of the wrong
/// kind throws ModelError naming it.
class SchedulerFields {
public:
    /// `config` must outlive this. Throws ModelError when it is no JSON object.
    explicit SchedulerFields(const nlohmann::json& config);

    bool has(const char* field) const { return find(field) != nullptr; }
    double number(const char* field, double fallback) const;
    int integer(const char* field, int fallback) const;
    bool flag(const char* field, bool fallback) const;
    std::string text(const char* field, const std::string& fallback) const;
    /// Empty when the field is absent.
    std::vector<double> numbers(const char* field) const;

private:
    const nlohmann::json* find(const char* field) const;
    const nlohmann::json* m_config;
};

} // namespace tarn
