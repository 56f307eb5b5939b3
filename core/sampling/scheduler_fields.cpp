#include "scheduler_fields.h"

#include <base/error.h>

#include <cmath>
#include <limits>

namespace tarn {
namespace {

[[noreturn]] void refuse(const char* field, const char* kind)
{
    throw ModelError(
        std::string("In scheduler_config.json, \"") + field + "\" must be " + kind + "; correct the file.");
}

} // namespace

SchedulerFields::SchedulerFields(const nlohmann::json& config)
    : m_config(&config)
{
    if (!config.is_object())
        throw ModelError("scheduler_config.json is no JSON object; fetch the model's file again.");
}

const nlohmann::json* SchedulerFields::find(const char* field) const
{
    const auto found = m_config->find(field);
    return found == m_config->end() || found->is_null() ? nullptr : &*found;
}

double SchedulerFields::number(const char* field, double fallback) const
{
    const nlohmann::json* value = find(field);
    if (!value)
        return fallback;
    if (!value->is_number() || !std::isfinite(value->get<double>()))
        refuse(field, "a finite number");
    return value->get<double>();
}

int SchedulerFields::integer(const char* field, int fallback) const
{
    const double value = number(field, fallback);
    if (value != std::floor(value) || std::abs(value) > std::numeric_limits<int>::max())
        refuse(field, "a whole number");
    return int(value);
}

bool SchedulerFields::flag(const char* field, bool fallback) const
{
    const nlohmann::json* value = find(field);
    if (value && !value->is_boolean())
        refuse(field, "true or false");
    return value ? value->get<bool>() : fallback;
}

std::string SchedulerFields::text(const char* field, const std::string& fallback) const
{
    const nlohmann::json* value = find(field);
    if (value && !value->is_string())
        refuse(field, "a string");
    return value ? value->get<std::string>() : fallback;
}

std::vector<double> SchedulerFields::numbers(const char* field) const
{
    const nlohmann::json* value = find(field);
    if (!value)
        return {};
    if (!value->is_array())
        refuse(field, "a list of numbers");
    std::vector<double> numbers;
    for (const nlohmann::json& entry : *value) {
        if (!entry.is_number())
            refuse(field, "a list of numbers");
        numbers.push_back(entry.get<double>());
    }
    return numbers;
}

} // namespace tarn
