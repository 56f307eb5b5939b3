#include <base/error.h>
#include <pipelines/diffusion_model.h>
#include <pipelines/model_places.h>
#include <pipelines/picture_job.h>

#include <cli/commands.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

namespace tarn {
namespace {

using nlohmann::json;

struct Report {
    json fields;
    std::vector<std::string> unasked;
    std::string problem;
};

Report describe(const std::filesystem::path& path)
{
    const Checkpoint checkpoint = Checkpoint::open(path);
    const ModelDescription& d = checkpoint.description();
    Report report;
    report.fields = {{"path", d.path.string()}, {"name", d.name}, {"title", d.title},
        {"layout", d.layout == Layout::folder ? "folder" : "single file"}, {"prediction", d.prediction},
        {"input_channels", d.inputChannels}, {"latent_channels", d.latentChannels},
        {"context_width", d.contextWidth}, {"parameters", d.parameters}, {"bytes", d.bytes}};
    try {
        const DiffusionModel::Blueprint blueprint = DiffusionModel::inspect(checkpoint);
        report.fields["size"] = preferredSide(blueprint, checkpoint);
        report.fields["sha256"] = checkpoint.sha256();
        report.unasked = blueprint.unasked;
    } catch (const ModelError& e) {
        report.problem = e.what();
    }
    report.fields["usable"] = report.problem.empty();
    return report;
}

void printText(const Report& report)
{
    const json& f = report.fields;
    const auto line = [&](const char* label, const std::string& text) {
        std::printf("  %-16s %s\n", label, text.c_str());
    };
    std::printf("%s\n", f["path"].get<std::string>().c_str());
    line("kind", f["title"].get<std::string>() + ", " + f["layout"].get<std::string>());
    line("prediction", f["prediction"].get<std::string>());
    line("channels",
        std::to_string(f["input_channels"].get<int>()) + " in, latents "
            + std::to_string(f["latent_channels"].get<int>()) + ", text "
            + std::to_string(f["context_width"].get<int>()));
    char size[64];
    std::snprintf(size, sizeof size, "%.1f million, %.1f MB", f["parameters"].get<double>() / 1e6,
        f["bytes"].get<double>() / 1e6);
    line("parameters", size);
    if (report.problem.empty()) {
        const std::string side = std::to_string(f["size"].get<int>());
        line("own size", side + "x" + side);
        line("SHA-256", f["sha256"].get<std::string>());
    } else {
        line("not usable", report.problem);
    }
    if (!report.unasked.empty()) {
        line("unused tensors", std::to_string(report.unasked.size()) + ", the first: " + report.unasked.front());
    }
}

/// One broken model does not hide the others; it makes the exit code 1.
void list(const std::vector<std::filesystem::path>& paths, bool asJson)
{
    json all = json::array();
    std::vector<std::string> failures;
    for (const std::filesystem::path& path : paths) {
        try {
            Report report = describe(path);
            report.fields["unused_tensors"] = report.unasked;
            if (!report.problem.empty())
                report.fields["problem"] = report.problem;
            if (asJson)
                all.push_back(report.fields);
            else
                printText(report);
        } catch (const StudioError& e) {
            failures.push_back(e.what());
        }
    }
    if (asJson)
        std::printf("%s\n", all.dump(-1, ' ', false, json::error_handler_t::replace).c_str());
    for (std::size_t i = 0; i + 1 < failures.size(); ++i)
        std::fprintf(stderr, "tarn: %s\n", failures[i].c_str());
    if (!failures.empty())
        throw ModelError(failures.back());
}

} // namespace

void addModels(CLI::App& program)
{
    CLI::App* command = program.add_subcommand(
        "models", "Describe model folders and files; without any, the starter and its family");
    const auto paths = std::make_shared<std::vector<std::string>>();
    const auto asJson = std::make_shared<bool>(false);
    command->add_option("PATH", *paths, "A diffusers folder or a .safetensors file");
    command->add_flag("--json", *asJson, "As JSON on one line");
    command->callback([paths, asJson] {
        std::vector<std::filesystem::path> named;
        std::ranges::transform(*paths, std::back_inserter(named), namedModel);
        list(paths->empty() ? modelsIn(starterModel().parent_path()) : named, *asJson);
    });
}

} // namespace tarn
