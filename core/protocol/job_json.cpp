#include "value_json.h"

#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <limits>

namespace tarn {
namespace {

using nlohmann::json;
using Phase = JobProgress::Phase;

constexpr std::array failureNames{"outOfMemory", "deviceLost", "badInput", "internal", "engineLost"};
constexpr std::array stateNames{"waiting", "running", "paused", "ended"};
constexpr std::array phaseNames{"loading", "preparing", "sampling", "decoding", "paused"};
constexpr int maxSide = 1 << 20;

template <typename Enum, std::size_t n>
Enum readName(const MessageFields& fields, const char* key, const std::array<const char*, n>& names)
{
    const std::string name = fields.text(key);
    const auto found = std::ranges::find(names, name);
    if (found == names.end())
        MessageFields::refuse("\"" + name + "\" is no " + key);
    return Enum(found - names.begin());
}

void put(json& object, const char* key, const std::optional<int>& value)
{
    if (value)
        object[key] = *value;
}

std::optional<int> readOptional(const MessageFields& fields, const char* key)
{
    return fields.has(key) ? std::optional(fields.integer(key)) : std::nullopt;
}

json mediaList(const std::vector<Media>& media)
{
    json list = json::array();
    for (const Media& each : media)
        list.push_back(jsonOf(each));
    return list;
}

} // namespace

bool isJobId(std::string_view id)
{
    return !id.empty() && id.size() <= 64 && id.front() != '.' && std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'
            || c == '.';
    });
}

std::vector<BlobReference> blobsOf(const Job& job)
{
    std::vector<BlobReference> all;
    const auto add = [&all](const BlobReference& blob) {
        if (blob.isGiven() && std::ranges::find(all, blob) == all.end())
            all.push_back(blob);
    };
    for (const GenerateRequest& request : job.requests) {
        for (const BlobReference& blob : {request.image, request.mask, request.depth})
            add(blob);
        for (const ControlReference& control : request.controls)
            add(control.map);
    }
    return all;
}

std::string_view nameOf(Failure::Kind kind) { return failureNames[std::size_t(kind)]; }
std::string_view nameOf(JobState state) { return stateNames[std::size_t(state)]; }
std::string_view nameOf(Phase phase) { return phaseNames[std::size_t(phase)]; }

json jsonOf(const BlobReference& value) { return {{"sha256", value.sha256}, {"size", value.size}}; }

BlobReference readBlobReference(const MessageFields& fields)
{
    BlobReference value{fields.text("sha256", 64), fields.natural("size", maxBlobBytes)};
    if (!isDigest(value.sha256))
        MessageFields::refuse("a SHA-256 is not 64 hex digits");
    return value;
}

json jsonOf(const PixelBox& value)
{
    return {{"x", value.x}, {"y", value.y}, {"width", value.width}, {"height", value.height}};
}

PixelBox readBox(const MessageFields& fields)
{
    constexpr int lowest = std::numeric_limits<int>::min();
    return {fields.integer("x", lowest), fields.integer("y", lowest), fields.integer("width"),
        fields.integer("height")};
}

json jsonOf(const EditSummary& value)
{
    return {{"context", jsonOf(value.context)}, {"drawnWidth", value.width}, {"drawnHeight", value.height},
        {"passes", value.passes}, {"pasted", jsonOf(value.pasted)}, {"reach", value.reach}, {"seam", value.seam}};
}

EditSummary readEdit(const MessageFields& fields)
{
    return {readBox(fields.object("context")), fields.integer("drawnWidth"), fields.integer("drawnHeight"),
        fields.integer("passes"), readBox(fields.object("pasted")), fields.number("reach"), fields.number("seam")};
}

json jsonOf(const Media& value)
{
    json object{{"kind", value.kind}, {"format", value.format}, {"width", value.width}, {"height", value.height},
        {"frames", value.frames}, {"fps", value.fps}, {"blob", jsonOf(value.blob)}};
    if (value.edit)
        object["edit"] = jsonOf(*value.edit);
    return object;
}

Media readMedia(const MessageFields& fields)
{
    Media media{fields.text("kind", 32), fields.text("format", 32), fields.integer("width", 0, maxSide),
        fields.integer("height", 0, maxSide), fields.integer("frames"), fields.number("fps"),
        readBlobReference(fields.object("blob")), {}};
    if (fields.has("edit"))
        media.edit = readEdit(fields.object("edit"));
    return media;
}

json jsonOf(const Failure& value)
{
    json object{{"kind", nameOf(value.kind)}, {"sentence", repairedUtf8(value.sentence)}};
    put(object, "resumableFrom", value.resumableFrom);
    return object;
}

Failure readFailure(const MessageFields& fields)
{
    return {readName<Failure::Kind>(fields, "kind", failureNames), fields.text("sentence"),
        readOptional(fields, "resumableFrom")};
}

json jsonOf(const JobOutcome& value)
{
    if (const auto* finished = std::get_if<Finished>(&value))
        return {{"finished", {{"media", mediaList(finished->media)}, {"notes", finished->notes}}}};
    if (const auto* failure = std::get_if<Failure>(&value))
        return {{"failed", jsonOf(*failure)}};
    return {{"cancelled", true}};
}

JobOutcome readOutcome(const MessageFields& fields)
{
    if (fields.has("cancelled"))
        return Cancelled{};
    if (fields.has("failed"))
        return readFailure(fields.object("failed"));
    const MessageFields object = fields.object("finished");
    Finished finished;
    for (const json& media : object.list("media", Job::maxRequests))
        finished.media.push_back(readMedia(MessageFields(media)));
    finished.notes = object.texts("notes");
    return finished;
}

json jsonOf(const JobProgress& value)
{
    json object{
        {"phase", nameOf(value.phase)}, {"request", value.request}, {"step", value.step}, {"steps", value.steps}};
    put(object, "recorded", value.recorded);
    return object;
}

JobProgress readProgress(const MessageFields& fields)
{
    return {readName<Phase>(fields, "phase", phaseNames), fields.integer("request"), fields.integer("step"),
        fields.integer("steps"), readOptional(fields, "recorded")};
}

JobId readJobId(const MessageFields& fields, const char* key)
{
    JobId id = fields.text(key, 64);
    if (!isJobId(id))
        MessageFields::refuse("a job's name has other characters than letters, digits, '-', '_' and '.'");
    return id;
}

JobState readState(const MessageFields& fields) { return readName<JobState>(fields, "state", stateNames); }

json jsonOf(const GenerateRequest& value) { return json::parse(toJson(value)); }

GenerateRequest readRequest(const json& value, std::string& unusable)
{
    try {
        return requestFromJson(value.dump());
    } catch (const UsageError& e) {
        if (unusable.empty())
            unusable = e.what();
        return {};
    }
}

json jsonOf(const Job& value)
{
    json object{
        {"id", value.id}, {"requests", json::array()}, {"previews", value.previews}, {"record", value.record}};
    for (const GenerateRequest& request : value.requests)
        object["requests"].push_back(jsonOf(request));
    if (value.from)
        object["from"] = {{"job", value.from->job}, {"step", value.from->step}};
    return object;
}

Job readJob(const MessageFields& fields, std::string& unusable)
{
    Job job;
    job.id = readJobId(fields, "id");
    for (const json& request : fields.list("requests", Job::maxRequests))
        job.requests.push_back(readRequest(request, unusable));
    if (job.requests.empty())
        unusable = "The job holds no request; add one.";
    job.previews = fields.flag("previews");
    job.record = fields.flag("record");
    if (fields.has("from")) {
        const MessageFields from = fields.object("from");
        job.from = BranchPoint{readJobId(from), from.integer("step")};
    }
    return job;
}

} // namespace tarn
