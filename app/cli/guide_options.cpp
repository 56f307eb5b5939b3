#include <base/error.h>
#include <pipelines/model_places.h>
#include <protocol/starter_family.h>

#include <cli/generate_options.h>
#include <cli/guide_options.h>
#include <cli/named_picture.h>

#include <charconv>

namespace tarn {
namespace {

BlobReference readNamed(RequestedRun& run, const std::string& name, const std::stop_token& stop)
{
    NamedPicture picture = readNamedPicture(name, stop);
    run.pictures.emplace(picture.reference.sha256, std::move(picture.image));
    return picture.reference;
}

double parseNumber(const char* flag, std::string_view text)
{
    double number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || stop != text.data() + text.size())
        throw UsageError(std::string(flag) + " \"" + std::string(text) + "\" is no number.");
    return number;
}

void parseRange(const std::string& text, ControlReference& control)
{
    const std::size_t dash = text.find('-');
    if (dash == std::string::npos)
        throw UsageError("--control-range \"" + text + "\" is no part of the steps; write it as 0-0.6.");
    control.begin = parseNumber("--control-range", std::string_view(text).substr(0, dash));
    control.end = parseNumber("--control-range", std::string_view(text).substr(dash + 1));
}

void readDepth(RequestedRun& run, const GuideOptions& options, const std::stop_token& stop)
{
    GenerateRequest& request = run.request;
    if (options.depthResize)
        request.depthResize = *options.depthResize;
    if (options.depth)
        request.depth = readNamed(run, *options.depth, stop);
    else if (request.depth.isGiven())
        throw StudioError("The request follows a depth map (SHA-256 " + request.depth.sha256.substr(0, 12)
            + "…) that is not among the files given; name it with --depth.");
}

/// A repeated request's own control where `given` is its map, else a plain one.
ControlReference before(const GenerateRequest& request, std::size_t index, const BlobReference& given)
{
    const bool same = index < request.controls.size() && request.controls[index].map == given;
    return same ? request.controls[index] : ControlReference{.map = given, .model = {}};
}

} // namespace

std::vector<ControlOptions> GuideOptions::grouped() const
{
    std::vector<ControlOptions> groups(controls.size());
    for (std::size_t i = 0; i < controls.size(); ++i)
        groups[i].file = controls[i];
    const auto assign = [&](const char* flag, const std::vector<std::string>& values,
                            std::optional<std::string> ControlOptions::*member) {
        if (values.empty())
            return;
        if (groups.empty())
            throw UsageError(std::string(flag) + " is about a control; name its picture with --control.");
        std::size_t next = 0, group = 0;
        bool any = false;
        for (const CLI::Option* option : command->parse_order()) {
            if (option->check_lname("control"))
                group = any ? group + 1 : 0, any = true;
            else if (option->check_lname(flag + 2))
                groups[group].*member = values[next++];
        }
    };
    assign("--control-model", controlModels, &ControlOptions::model);
    assign("--control-weight", controlWeights, &ControlOptions::weight);
    assign("--control-range", controlRanges, &ControlOptions::range);
    assign("--control-from", controlFrom, &ControlOptions::from);
    return groups;
}

void declareGuides(CLI::App& command, GuideOptions& o)
{
    o.command = &command;
    command.add_option("--depth", o.depth, "A depth map for a depth-to-image model, near is bright");
    command.add_option("--depth-resize", o.depthResize,
        "squash (default) or aspect: how a picture is fitted to the model's depth estimator");
    const auto repeated = [&](const char* flag, std::vector<std::string>& values, const char* help) {
        command.add_option(flag, values, help)->take_all()->allow_extra_args(false)->expected(1);
    };
    repeated("--control", o.controls, "A picture that a ControlNet follows; may be repeated with the next four");
    repeated("--control-model", o.controlModels,
        "Its ControlNet: a diffusers folder or a .safetensors file; default: the starter's for scribbles");
    repeated("--control-weight", o.controlWeights, "How strongly it is followed (default 1)");
    repeated("--control-range", o.controlRanges, "A-B: the part of the steps that it acts in (default 0-1)");
    repeated("--control-from", o.controlFrom,
        "Make the hint from the picture: scribble, edges, lines or depth (default none: it is one)");
}

void readGuides(RequestedRun& run, const GuideOptions& options, bool starterDraws, const std::stop_token& stop)
{
    readDepth(run, options, stop);
    GenerateRequest& request = run.request;
    const std::vector<ControlOptions> groups = options.grouped();
    if (groups.size() < request.controls.size())
        throw StudioError("The request follows " + std::to_string(request.controls.size())
            + " controls; name the file of each with --control and its ControlNet with --control-model.");
    std::vector<ControlReference> controls;
    for (const ControlOptions& group : groups) {
        ControlReference control = before(request, controls.size(), readNamed(run, group.file, stop));
        const bool isOpen = control.model == ModelReference()
            || control.model.name == starterScribble; // or the one that it is repeated with
        if (!group.model && (!starterDraws || !isOpen))
            throw UsageError("--control \"" + group.file + "\" has no ControlNet; name one with --control-model.");
        if (group.weight)
            control.weight = parseNumber("--control-weight", *group.weight);
        if (group.range)
            parseRange(*group.range, control);
        if (group.from)
            control.from = *group.from;
        run.controlModels.push_back(group.model ? namedModel(*group.model) : starterScribbleModel());
        controls.push_back(std::move(control));
    }
    request.controls = std::move(controls);
}

} // namespace tarn
