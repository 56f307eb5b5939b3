#include "value_json.h"

#include <base/utf8.h>

#include <algorithm>
#include <limits>

namespace tarn {
namespace {

using nlohmann::json;

json textList(const std::vector<std::string>& texts)
{
    json list = json::array();
    for (const std::string& text : texts)
        list.push_back(repairedUtf8(text));
    return list;
}

json jsonOf(const PromptReport& value)
{
    json problems = json::array();
    for (const PromptNote& note : value.problems)
        problems.push_back({{"offset", note.offset}, {"message", note.message}});
    return {{"tokens", value.tokens}, {"windowTokens", value.windowTokens}, {"problems", problems}};
}

PromptReport readPrompt(const MessageFields& fields)
{
    PromptReport report;
    report.windowTokens = fields.integer("windowTokens");
    for (const double tokens : fields.numbers("tokens"))
        report.tokens.push_back(int(std::clamp(tokens, 0.0, double(report.windowTokens))));
    for (const json& each : fields.list("problems", 1'000'000)) {
        const MessageFields note(each);
        report.problems.push_back({note.natural("offset"), note.text("message")});
    }
    return report;
}

} // namespace

json jsonOf(const PlanReport& value)
{
    json object{{"mode", value.mode}, {"model", value.model}, {"width", value.width}, {"height", value.height},
        {"context", jsonOf(value.context)}, {"sampler", value.sampler}, {"sigmas", value.sigmas},
        {"timesteps", value.timesteps}, {"prompt", jsonOf(value.prompt)}, {"negative", jsonOf(value.negative)},
        {"memoryNeeded", value.memoryNeeded}, {"memoryAvailable", value.memoryAvailable},
        {"decodeTiles", value.decodeTiles}, {"notes", textList(value.notes)},
        {"refusal", repairedUtf8(value.refusal)}};
    if (value.masks)
        object["masks"] = {{"selection", jsonOf(value.masks->selection)},
            {"denoise", jsonOf(value.masks->denoise)}, {"paste", jsonOf(value.masks->paste)}};
    if (value.seconds)
        object["seconds"] = *value.seconds;
    return object;
}

PlanReport readPlan(const MessageFields& fields)
{
    PlanReport plan;
    plan.mode = fields.text("mode");
    plan.model = fields.text("model");
    plan.width = fields.integer("width");
    plan.height = fields.integer("height");
    plan.context = readBox(fields.object("context"));
    if (fields.has("masks")) {
        const MessageFields masks = fields.object("masks");
        plan.masks = PlanMasks{readMedia(masks.object("selection")), readMedia(masks.object("denoise")),
            readMedia(masks.object("paste"))};
    }
    plan.sampler = fields.text("sampler");
    plan.sigmas = fields.numbers("sigmas");
    plan.timesteps = fields.numbers("timesteps");
    plan.prompt = readPrompt(fields.object("prompt"));
    plan.negative = readPrompt(fields.object("negative"));
    plan.memoryNeeded = fields.natural("memoryNeeded");
    plan.memoryAvailable = fields.natural("memoryAvailable");
    plan.decodeTiles = fields.integer("decodeTiles");
    plan.notes = fields.texts("notes");
    plan.refusal = fields.text("refusal");
    if (fields.has("seconds"))
        plan.seconds = fields.number("seconds");
    return plan;
}

json jsonOf(const ModelSummary& value)
{
    return {{"name", repairedUtf8(value.name)}, {"path", repairedUtf8(value.path)}, {"title", value.title},
        {"prediction", value.prediction}, {"parameters", value.parameters}, {"bytes", value.bytes},
        {"preferredSide", value.preferredSide}, {"resident", value.resident},
        {"whyNotDrawable", repairedUtf8(value.whyNotDrawable)}};
}

ModelSummary readModel(const MessageFields& fields)
{
    ModelSummary model;
    model.name = fields.text("name");
    model.path = fields.text("path");
    model.title = fields.text("title");
    model.prediction = fields.text("prediction");
    model.parameters = std::int64_t(fields.natural("parameters", std::numeric_limits<std::int64_t>::max()));
    model.bytes = fields.natural("bytes");
    model.preferredSide = fields.integer("preferredSide");
    model.resident = fields.flag("resident");
    model.whyNotDrawable = fields.text("whyNotDrawable");
    return model;
}

} // namespace tarn
