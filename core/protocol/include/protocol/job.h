#pragma once

#include <base/error.h>
#include <protocol/blob.h>
#include <protocol/generate_request.h>

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tarn {

/// A name that its owner chose for a job, unique for ever: 1 to 64 letters, digits, '-', '_' and '.', the first no
/// '.'. It names the folder of the job's step record.
using JobId = std::string;
bool isJobId(std::string_view id);

/// A rectangle in pixels of the picture.
struct PixelBox {
    int x = 0, y = 0, width = 0, height = 0;

    bool operator==(const PixelBox&) const = default;
};

/// How an inpainting or outpainting went.
struct EditSummary {
    PixelBox context; ///< the part of the picture that the network saw first
    int width = 0, height = 0; ///< pixels that it was drawn at
    int passes = 1;
    PixelBox pasted; ///< around all pixels that may have changed
    double reach = 0; ///< pixels that the paste mask reaches beyond the selection
    double seam = 0; ///< how visible its border is in the result (image/seam.h); 0: not at all

    bool operator==(const EditSummary&) const = default;
};

/// A picture, or frames one day.
struct Media {
    std::string kind = "image"; ///< image, frames
    std::string format = "png"; ///< png: a whole file; rgb8, grey8: rows from the top, three or one bytes a pixel
    int width = 0; ///< pixels
    int height = 0; ///< pixels
    int frames = 1;
    double fps = 0; ///< 0 for a still picture
    BlobReference blob;
    std::optional<EditSummary> edit; ///< of the result of an inpainting or outpainting

    bool operator==(const Media&) const = default;
};

/// A recorded step to start from: x_K and sigma_K of another job.
struct BranchPoint {
    JobId job;
    int step = 0; ///< from 0

    bool operator==(const BranchPoint&) const = default;
};

/// What the engine is to do: one or more requests in order, each of which becomes one Media.
struct Job {
    static constexpr std::size_t maxRequests = 64;

    JobId id;
    std::vector<GenerateRequest> requests;
    bool previews = true;
    bool record = false; ///< keep each step, so that the job can be continued or branched from
    /// Set: the first request starts from here: as it went on, where it is the recorded one, else as a branch. The
    /// job's own id and its last step: go on where a crash cut it short.
    std::optional<BranchPoint> from;

    bool operator==(const Job&) const = default;
};

/// What the requests refer to, each once.
std::vector<BlobReference> blobsOf(const Job& job);

/// Why a job ended without a picture.
struct Failure {
    enum class Kind { outOfMemory, deviceLost, badInput, internal, engineLost };

    Kind kind = Kind::internal;
    std::string sentence; ///< what happened and what to do
    std::optional<int> resumableFrom; ///< the last recorded step

    bool operator==(const Failure&) const = default;
};
std::string_view nameOf(Failure::Kind kind);

struct Finished {
    std::vector<Media> media; ///< one for each request
    std::vector<std::string> notes; ///< what was done differently from what was asked, one sentence each

    bool operator==(const Finished&) const = default;
};

inline bool operator==(const Cancelled&, const Cancelled&) { return true; }

/// How a job ended; each does so once.
using JobOutcome = std::variant<Finished, Cancelled, Failure>;

enum class JobState { waiting, running, paused, ended };
std::string_view nameOf(JobState state);

/// Where a running job is.
struct JobProgress {
    enum class Phase { loading, preparing, sampling, decoding, paused };

    Phase phase = Phase::loading;
    int request = 0; ///< of the job, from 0
    int step = 0; ///< steps that are finished
    int steps = 0;
    std::optional<int> recorded; ///< the last step that a continuation can start from

    bool operator==(const JobProgress&) const = default;
};
std::string_view nameOf(JobProgress::Phase phase);

} // namespace tarn
