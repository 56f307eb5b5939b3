#pragma once

#include <base/error.h>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace tarn {

/// Refuses what one kind of network cannot be, in one sentence.
struct NetworkCheck {
    std::string_view network; ///< "This UNet"
    std::string_view advice; ///< the next step, in the imperative

    /// Throws ModelError.
    [[noreturn]] void refuse(const std::string& what) const
    {
        throw ModelError(std::string(network) + " cannot be used: " + what + "; " + std::string(advice) + ".");
    }

    /// Throws ModelError where `config` names another value than the one that is computed with.
    void expect(const nlohmann::json& config, const char* name, const nlohmann::json& value) const
    {
        if (config.contains(name) && !config[name].is_null() && config[name] != value)
            refuse("its config.json asks for " + std::string(name) + " = " + config[name].dump()
                + ", which is not known here");
    }
};

} // namespace tarn
