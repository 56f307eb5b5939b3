#include "value_json.h"

#include <base/utf8.h>
#include <protocol/messages.h>

#include <functional>
#include <map>

namespace tarn {
namespace {

using namespace message;
using nlohmann::json;

constexpr int maxDepth = 24;

/// Each message as its type's name, its JSON and its bytes.
struct Writer {
    json object;
    std::span<const std::byte> payload;

    void type(const char* name) { object["type"] = name; }

    void operator()(const Hello& m)
    {
        type("hello");
        object["version"] = m.version;
        object["program"] = m.program;
    }
    void operator()(const Heartbeat&) { type("heartbeat"); }
    void operator()(const Fault& m)
    {
        type("fault");
        object["sentence"] = repairedUtf8(m.sentence);
    }
    void operator()(const BlobWanted& m)
    {
        type("blobWanted");
        object["blob"] = jsonOf(m.blob);
    }
    void operator()(const BlobData& m)
    {
        type("blobData");
        object["blob"] = jsonOf(m.blob);
        object["offset"] = m.offset;
        payload = m.bytes;
    }
    void operator()(const BlobMissing& m)
    {
        type("blobMissing");
        object["blob"] = jsonOf(m.blob);
    }
    void operator()(const Submit& m)
    {
        type("submit");
        object["job"] = jsonOf(m.job);
    }
    void operator()(const Cancel& m) { ofJob("cancel", m.job); }
    void operator()(const Pause& m) { ofJob("pause", m.job); }
    void operator()(const Resume& m) { ofJob("resume", m.job); }
    void operator()(const ReplaceLatent& m)
    {
        ofJob("replaceLatent", m.job);
        object["picture"] = jsonOf(m.picture);
    }
    void operator()(const AskPlan& m)
    {
        numbered("askPlan", m.number);
        object["request"] = jsonOf(m.request);
    }
    void operator()(const AskModels& m) { numbered("askModels", m.number); }
    void operator()(const AskDescription& m)
    {
        numbered("askDescription", m.number);
        object["path"] = m.path;
    }
    void operator()(const AskDecoded& m)
    {
        numbered("askDecoded", m.number);
        object["job"] = m.job;
        object["step"] = m.step;
    }
    void operator()(const Accepted& m)
    {
        ofJob("accepted", m.job);
        object["state"] = nameOf(m.state);
        if (m.outcome)
            object["outcome"] = jsonOf(*m.outcome);
    }
    void operator()(const Progress& m)
    {
        ofJob("progress", m.job);
        object["progress"] = jsonOf(m.progress);
    }
    void operator()(const Preview& m)
    {
        ofJob("preview", m.job);
        object["step"] = m.step;
        object["media"] = jsonOf(m.media);
        payload = m.bytes;
    }
    void operator()(const Ended& m)
    {
        ofJob("ended", m.job);
        object["outcome"] = jsonOf(m.outcome);
    }
    void operator()(const Log& m)
    {
        type("log");
        object["level"] = m.level;
        object["text"] = repairedUtf8(m.text);
    }
    void operator()(const PlanAnswer& m)
    {
        numbered("planAnswer", m.number);
        object["plan"] = jsonOf(m.plan);
    }
    void operator()(const ModelsAnswer& m)
    {
        numbered("modelsAnswer", m.number);
        object["models"] = json::array();
        for (const ModelSummary& model : m.models)
            object["models"].push_back(jsonOf(model));
    }
    void operator()(const DecodedAnswer& m)
    {
        numbered("decodedAnswer", m.number);
        object["media"] = jsonOf(m.media);
    }
    void operator()(const Refused& m)
    {
        numbered("refused", m.number);
        object["failure"] = jsonOf(m.failure);
    }

private:
    void ofJob(const char* name, const JobId& job)
    {
        type(name);
        object["job"] = job;
    }
    void numbered(const char* name, std::uint64_t number)
    {
        type(name);
        object["number"] = number;
    }
};

using Read = Message (*)(const MessageFields&, const Frame&);

BlobReference blobOf(const MessageFields& f) { return readBlobReference(f.object("blob")); }
std::uint64_t numberOf(const MessageFields& f) { return f.natural("number"); }

Message readSubmit(const MessageFields& f, const Frame&)
{
    Submit submit;
    submit.job = readJob(f.object("job"), submit.unusable);
    return submit;
}

Message readAskPlan(const MessageFields& f, const Frame&)
{
    AskPlan ask{numberOf(f), {}, {}};
    ask.request = readRequest(f.at("request"), ask.unusable);
    return ask;
}

Message readBlobData(const MessageFields& f, const Frame& frame)
{
    BlobData data{blobOf(f), f.natural("offset", maxBlobBytes), frame.payload};
    if (data.bytes.size() > data.blob.size || data.offset > data.blob.size - data.bytes.size())
        MessageFields::refuse("a piece of a blob lies beyond its end");
    return data;
}

Message readAccepted(const MessageFields& f, const Frame&)
{
    Accepted accepted{readJobId(f), readState(f), {}};
    if (f.has("outcome"))
        accepted.outcome = readOutcome(f.object("outcome"));
    return accepted;
}

Message readModels(const MessageFields& f, const Frame&)
{
    ModelsAnswer answer{numberOf(f), {}};
    for (const json& model : f.list("models", 100'000))
        answer.models.push_back(readModel(MessageFields(model)));
    return answer;
}

const std::map<std::string, Read>& readers()
{
    using F = const MessageFields&;
    using P = const Frame&;
    static const std::map<std::string, Read> all{
        {"hello",
            [](F f, P) -> Message {
                return Hello{f.integer("version"), f.text("program", 256)};
            }},
        {"heartbeat", [](F, P) -> Message { return Heartbeat{}; }},
        {"fault", [](F f, P) -> Message { return Fault{f.text("sentence")}; }},
        {"blobWanted", [](F f, P) -> Message { return BlobWanted{blobOf(f)}; }},
        {"blobData", readBlobData},
        {"blobMissing", [](F f, P) -> Message { return BlobMissing{blobOf(f)}; }},
        {"submit", readSubmit},
        {"cancel", [](F f, P) -> Message { return Cancel{readJobId(f)}; }},
        {"pause", [](F f, P) -> Message { return Pause{readJobId(f)}; }},
        {"resume", [](F f, P) -> Message { return Resume{readJobId(f)}; }},
        {"replaceLatent",
            [](F f, P) -> Message {
                return ReplaceLatent{readJobId(f), readBlobReference(f.object("picture"))};
            }},
        {"askPlan", readAskPlan},
        {"askModels", [](F f, P) -> Message { return AskModels{numberOf(f)}; }},
        {"askDescription",
            [](F f, P) -> Message {
                return AskDescription{numberOf(f), f.text("path")};
            }},
        {"askDecoded",
            [](F f, P) -> Message {
                return AskDecoded{numberOf(f), readJobId(f), f.integer("step")};
            }},
        {"accepted", readAccepted},
        {"progress",
            [](F f, P) -> Message {
                return Progress{readJobId(f), readProgress(f.object("progress"))};
            }},
        {"preview",
            [](F f, P frame) -> Message {
                return Preview{readJobId(f), f.integer("step"), readMedia(f.object("media")), frame.payload};
            }},
        {"ended",
            [](F f, P) -> Message {
                return Ended{readJobId(f), readOutcome(f.object("outcome"))};
            }},
        {"log",
            [](F f, P) -> Message {
                return Log{f.text("level", 32), f.text("text")};
            }},
        {"planAnswer",
            [](F f, P) -> Message {
                return PlanAnswer{numberOf(f), readPlan(f.object("plan"))};
            }},
        {"modelsAnswer", readModels},
        {"decodedAnswer",
            [](F f, P) -> Message {
                return DecodedAnswer{numberOf(f), readMedia(f.object("media"))};
            }},
        {"refused",
            [](F f, P) -> Message {
                return Refused{numberOf(f), readFailure(f.object("failure"))};
            }},
    };
    return all;
}

json parsed(const std::string& header)
{
    const auto checkDepth = [](int depth, json::parse_event_t, json&) {
        if (depth > maxDepth)
            MessageFields::refuse("it is nested too deeply");
        return true;
    };
    try {
        return json::parse(header, checkDepth);
    } catch (const json::exception&) {
        MessageFields::refuse("it is no JSON");
    }
}

} // namespace

std::vector<std::byte> encodeMessage(const Message& message)
{
    Writer writer;
    std::visit([&](const auto& m) { writer(m); }, message);
    const std::string header = writer.object.dump(-1, ' ', false, json::error_handler_t::replace);
    return encodeFrame(header, writer.payload);
}

Message decodeMessage(const Frame& frame)
{
    const json object = parsed(frame.header);
    const MessageFields fields(object);
    const std::string type = fields.text("type", 64);
    const auto reader = readers().find(type);
    if (reader == readers().end())
        MessageFields::refuse("\"" + type + "\" is unknown");
    return reader->second(fields, frame);
}

} // namespace tarn
