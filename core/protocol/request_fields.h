#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace tarn {

/// A JSON object as untrusted input: each read either fills a field, leaves it alone, or throws UsageError.
class RequestFields {
public:
    /// `object` must outlive the reader.
    explicit RequestFields(const nlohmann::json& object)
        : m_object(object)
    {
    }

    void read(const char* key, std::string& to) const;
    void read(const char* key, bool& to) const;
    void read(const char* key, double& to) const;
    void read(const char* key, std::uint64_t& to) const;
    /// What no int can hold becomes the nearest that can; `validate` says which range is allowed.
    void read(const char* key, int& to) const;
    void read(const char* key, std::map<std::string, std::string>& to) const;

    /// The value of `key`, or null when it is absent. Throws UsageError when it is not of the `type` that `isType`
    /// tests for.
    const nlohmann::json* find(
        const char* key, std::string_view type, bool (nlohmann::json::*isType)() const noexcept) const;

private:
    const nlohmann::json& m_object;
};

// What `validate` is made of. Each throws UsageError with one sentence that names `what`.
void checkRange(std::string_view what, double value, double low, double high);
void checkText(std::string_view what, std::string_view text, std::size_t maxBytes);
/// 64 lower-case hex digits.
void checkDigest(std::string_view what, std::string_view digest);
void checkName(std::string_view what, const std::string& name, std::initializer_list<std::string_view> known);

} // namespace tarn
