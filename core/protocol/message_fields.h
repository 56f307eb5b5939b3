#pragma once

#include <protocol/frame.h>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace tarn {

/// A JSON object of a message as untrusted input: every key must be there, of its type and in its range, else
/// ProtocolError.
class MessageFields {
public:
    explicit MessageFields(const nlohmann::json& object);

    bool has(const char* key) const { return m_object.contains(key); }
    const nlohmann::json& at(const char* key) const;
    MessageFields object(const char* key) const { return MessageFields(at(key)); }

    std::string text(const char* key, std::size_t maxBytes = 65'536) const;
    bool flag(const char* key) const;
    double number(const char* key) const;
    int integer(const char* key, int low = 0, int high = std::numeric_limits<int>::max()) const;
    std::uint64_t natural(const char* key, std::uint64_t high = std::numeric_limits<std::uint64_t>::max()) const;
    std::vector<double> numbers(const char* key) const;
    std::vector<std::string> texts(const char* key) const;
    const nlohmann::json& list(const char* key, std::size_t maxItems) const;

    [[noreturn]] static void refuse(const std::string& what);

private:
    const nlohmann::json& m_object;
};

} // namespace tarn
