#include <protocol/sampler_names.h>

#include <cli/commands.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>
#include <string>

namespace tarn {
namespace {

void print(std::span<const NamePair> names, bool json)
{
    nlohmann::json list = nlohmann::json::array();
    for (const NamePair& pair : names) {
        if (json)
            list.push_back({{"name", pair.name}, {"title", pair.title}});
        else
            std::printf("%-20.*s %.*s\n", int(pair.name.size()), pair.name.data(), int(pair.title.size()),
                pair.title.data());
    }
    if (json)
        std::printf("%s\n", list.dump().c_str());
}

void addListing(CLI::App& program, const char* name, const char* help, std::span<const NamePair> names)
{
    CLI::App* command = program.add_subcommand(name, help);
    const auto json = std::make_shared<bool>(false);
    command->add_flag("--json", *json, "As JSON on one line");
    command->callback([names, json] { print(names, *json); });
}

} // namespace

void addSamplers(CLI::App& program) { addListing(program, "samplers", "List the samplers", samplerNames()); }

void addSchedules(CLI::App& program)
{
    addListing(program, "schedules", "List the noise schedules", scheduleNames());
}

} // namespace tarn
