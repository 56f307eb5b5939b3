#pragma once

#include <protocol/job.h>
#include <protocol/report.h>

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace tarn {

/// A running job's way to its owner.
class JobControl {
public:
    virtual ~JobControl() = default;
    virtual std::stop_token stopToken() const = 0;
    virtual void report(const JobProgress& progress) = 0;
    /// `media` without its blob, which `bytes` become.
    virtual void preview(int step, Media media, std::vector<std::byte> bytes) = 0;
    /// The result of the next request of the job.
    virtual void finish(Media media, std::vector<std::byte> bytes) = 0;
    /// Something that was done differently from what was asked.
    virtual void note(const std::string& sentence) = 0;
    /// Whether `waitWhilePaused` would wait now.
    virtual bool pauseAsked() const = 0;
    /// Waits while the job is paused; a picture that was put in place of its latent meanwhile, or null. Throws
    /// Cancelled, and StudioError when the picture is lost.
    virtual Blob waitWhilePaused() = 0;
    /// What the job's requests refer to, or null.
    virtual Blob blob(const BlobReference& reference) = 0;
};

/// What does the engine's work: pipelines over LibTorch, or a fake in tests.
class Runner {
public:
    virtual ~Runner() = default;
    /// On the worker thread, one at a time. Throws Cancelled, OutOfDeviceMemory, DeviceLost, StudioError.
    virtual void run(const Job& job, JobControl& control) = 0;

    // On other threads, also while a job runs. They throw StudioError.

    /// The request's mask is in `blobs`, where the plan's masks are put.
    virtual PlanReport plan(const GenerateRequest& request, BlobStore& blobs) = 0;
    virtual std::vector<ModelSummary> models() = 0;
    virtual ModelSummary describe(const std::filesystem::path& path) = 0;
    /// The picture that a recorded step predicted, and its bytes.
    virtual std::pair<Media, std::vector<std::byte>> decode(const JobId& job, int step) = 0;
};

} // namespace tarn
