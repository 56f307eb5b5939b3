#pragma once

#include <engine/runner.h>

#include <atomic>
#include <thread>

namespace test {

/// Ends each request as its prompt says: "fail", "crash", "memory", "lost", "big", "echo" (the bytes of its
/// picture) or a picture of one pixel; each step takes `stepTime`.
class FakeRunner final : public tarn::Runner {
public:
    std::chrono::microseconds stepTime{0};
    std::atomic<int> runs = 0;
    std::atomic<bool> inside = false;

    void run(const tarn::Job& job, tarn::JobControl& control) override
    {
        ++runs;
        if (inside.exchange(true))
            std::abort(); // two at a time
        struct Leave {
            std::atomic<bool>& inside;
            ~Leave() { inside = false; }
        } leave{inside};
        for (int i = 0; i < int(job.requests.size()); ++i)
            draw(job.requests[std::size_t(i)], i, control);
    }

    tarn::PlanReport plan(const tarn::GenerateRequest& request, tarn::BlobStore& blobs) override
    {
        tarn::PlanReport report;
        report.mode = request.prompt;
        if (request.mask.isGiven() && !blobs.find(request.mask.sha256))
            throw tarn::StudioError("The mask did not arrive; send it.");
        return report;
    }
    std::vector<tarn::ModelSummary> models() override { return std::vector<tarn::ModelSummary>(2); }
    tarn::ModelSummary describe(const std::filesystem::path& path) override
    {
        throw tarn::ModelError("\"" + path.string() + "\" is not there; choose another.");
    }
    std::pair<tarn::Media, std::vector<std::byte>> decode(const tarn::JobId&, int step) override
    {
        return {{}, std::vector<std::byte>(std::size_t(step))};
    }

private:
    void draw(const tarn::GenerateRequest& request, int index, tarn::JobControl& control)
    {
        using Phase = tarn::JobProgress::Phase;
        for (int step = 0; step < request.steps; ++step) {
            std::this_thread::sleep_for(stepTime);
            control.waitWhilePaused();
            control.preview(step, {}, std::vector<std::byte>(request.prompt == "big" ? 3'000'001 : 12));
            control.report({Phase::sampling, index, step + 1, request.steps, step});
        }
        if (request.prompt == "fail")
            throw tarn::StudioError("It cannot be; try another.");
        if (request.prompt == "crash")
            throw std::logic_error("a bug\nwith a stack");
        if (request.prompt == "memory")
            throw std::bad_alloc();
        if (request.prompt == "lost")
            throw tarn::DeviceLost("The card is gone; restart.");
        if (request.prompt == "echo")
            return control.finish({}, std::vector<std::byte>(*control.blob(request.image)));
        std::vector<std::byte> bytes(request.prompt == "big" ? 9'000'000 : 4);
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = std::byte(i * 7 + request.seed);
        control.finish({}, std::move(bytes));
    }
};

} // namespace test
