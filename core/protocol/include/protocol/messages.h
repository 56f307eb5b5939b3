#pragma once

#include <protocol/frame.h>
#include <protocol/job.h>
#include <protocol/report.h>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace tarn {

/// Raised by every change that the other side would misread.
constexpr int protocolVersion = 2;

namespace message {

// --- Both ways

/// The first message of each side.
struct Hello {
    int version = protocolVersion;
    std::string program; ///< "tarn 0.1.0"
    bool operator==(const Hello&) const = default;
};
/// Sent when there was nothing else to send for a second.
struct Heartbeat {
    bool operator==(const Heartbeat&) const = default;
};
/// The last message: why the connection is closed.
struct Fault {
    std::string sentence;
    bool operator==(const Fault&) const = default;
};
/// Asks for a blob; the answer is its BlobData, or BlobMissing.
struct BlobWanted {
    BlobReference blob;
    bool operator==(const BlobWanted&) const = default;
};
/// The next piece of a blob, at most Frame::maxPayloadBytes. Between two of them anything else may come.
struct BlobData {
    BlobReference blob;
    std::uint64_t offset = 0;
    std::vector<std::byte> bytes;
    bool operator==(const BlobData&) const = default;
};
struct BlobMissing {
    BlobReference blob;
    bool operator==(const BlobMissing&) const = default;
};

// --- To the engine

struct Submit {
    Job job;
    std::string unusable; ///< not sent: why the requests that came cannot be used, when they cannot
    bool operator==(const Submit&) const = default;
};
struct Cancel {
    JobId job;
    bool operator==(const Cancel&) const = default;
};
// Changing a running job by hand takes three messages:
//
//     Pause          the job stops at the end of its present step K. It then sends Preview{step K} with the whole
//                    picture as that step predicts it, decoded by the VAE (format "png"), and Progress with the
//                    phase "paused"; the memory stays its own, and other jobs wait.
//     ReplaceLatent  any time after Pause. The picture, usually the preview painted over, takes the place of what
//                    step K predicts: it is encoded, and the noise that is left in the state at K is added, so the
//                    run goes on at the same noise level. Of an inpainting or outpainting only what is being drawn
//                    changes. Several replace each other; the last one counts.
//     Resume         the job goes on, after a picture that is still on its way has come. Without a ReplaceLatent
//                    it draws the same pixels as if it had never paused.
//
// A recorded job stays resumable: its record holds the edited state and the steps after it. A job that has not
// started yet pauses at its first step; one that never gets to a step again (it decodes, it has ended) does not
// pause. Cancel works while it waits.

/// The job waits at the end of its present step.
struct Pause {
    JobId job;
    bool operator==(const Pause&) const = default;
};
/// The job goes on; harmless for one that is not paused.
struct Resume {
    JobId job;
    bool operator==(const Resume&) const = default;
};
/// For a job that was told to pause: what is to take the place of the step's prediction, PNG, JPEG or WebP of any
/// size. A picture that cannot be read fails the job; for a job that was not told to pause it does nothing but a
/// Log.
struct ReplaceLatent {
    JobId job;
    BlobReference picture;
    bool operator==(const ReplaceLatent&) const = default;
};
/// The questions carry a number that their answer repeats.
struct AskPlan {
    std::uint64_t number = 0;
    GenerateRequest request;
    std::string unusable; ///< as in Submit
    bool operator==(const AskPlan&) const = default;
};
struct AskModels {
    std::uint64_t number = 0;
    bool operator==(const AskModels&) const = default;
};
struct AskDescription {
    std::uint64_t number = 0;
    std::string path; ///< on the engine's machine
    bool operator==(const AskDescription&) const = default;
};
/// The picture that a recorded step predicted.
struct AskDecoded {
    std::uint64_t number = 0;
    JobId job;
    int step = 0;
    bool operator==(const AskDecoded&) const = default;
};

// --- From the engine

/// The answer to each Submit, also for an id that is known.
struct Accepted {
    JobId job;
    JobState state = JobState::waiting;
    std::optional<JobOutcome> outcome; ///< of a job that had ended before
    bool operator==(const Accepted&) const = default;
};
struct Progress {
    JobId job;
    JobProgress progress;
    bool operator==(const Progress&) const = default;
};
/// What the picture will be, as predicted at a step: small (format "rgb8", of the latents' size or as TAESD
/// decodes it), or of a job that pauses whole ("png"). A preview of up to Frame::maxPayloadBytes brings its bytes;
/// the blob of a larger one has to be asked for.
struct Preview {
    JobId job;
    int step = 0;
    Media media;
    std::vector<std::byte> bytes;
    bool operator==(const Preview&) const = default;
};
struct Ended {
    JobId job;
    JobOutcome outcome;
    bool operator==(const Ended&) const = default;
};
struct Log {
    std::string level; ///< info, warning, error
    std::string text;
    bool operator==(const Log&) const = default;
};
struct PlanAnswer {
    std::uint64_t number = 0;
    PlanReport plan;
    bool operator==(const PlanAnswer&) const = default;
};
struct ModelsAnswer {
    std::uint64_t number = 0;
    std::vector<ModelSummary> models;
    bool operator==(const ModelsAnswer&) const = default;
};
struct DecodedAnswer {
    std::uint64_t number = 0;
    Media media;
    bool operator==(const DecodedAnswer&) const = default;
};
struct Refused {
    std::uint64_t number = 0;
    Failure failure;
    bool operator==(const Refused&) const = default;
};

} // namespace message

using Message = std::variant<message::Hello, message::Heartbeat, message::Fault, message::BlobWanted,
    message::BlobData, message::BlobMissing, message::Submit, message::Cancel, message::Pause, message::Resume,
    message::ReplaceLatent, message::AskPlan, message::AskModels, message::AskDescription, message::AskDecoded,
    message::Accepted, message::Progress, message::Preview, message::Ended, message::Log, message::PlanAnswer,
    message::ModelsAnswer, message::DecodedAnswer, message::Refused>;

/// Throws ProtocolError for what is larger than a frame may be, UsageError for a request that `validate` refuses.
std::vector<std::byte> encodeMessage(const Message& message);
/// Equal to what was encoded. Throws ProtocolError for anything that this version cannot have sent; a request that
/// is of no use to this program is no such thing, and named in `unusable`.
Message decodeMessage(const Frame& frame);

} // namespace tarn
