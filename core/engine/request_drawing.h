#pragma once

#include <pipelines/picture_job.h>
#include <pipelines/recorded_run.h>

#include <engine/pipeline_runner.h>

namespace tarn {

/// One request of a job, drawn.
class RequestDrawing {
public:
    RequestDrawing(PipelineRunner& runner, const Job& job, int index, JobControl& control);

    /// Throws as Runner::run does.
    void draw();

private:
    struct EditedStep;

    void fitMemory();
    void useLessMemory();
    void drawOnce(bool anew);
    Recording startRecording(bool anew);
    DrawnPicture attempt(const Networks& networks, const StepPreview& preview);
    void observe(
        const Step& step, int steps, const StepView& view, RecordedRun* recorded, const StepPreview& preview);
    void pauseAt(int number, int steps, const StepView& view, std::optional<int> kept);
    void finish(const DrawnPicture& picture);
    void report(JobProgress::Phase phase, int step = 0);
    PictureLookup pictures() const;

    PipelineRunner& m_runner;
    const Job& m_job;
    const int m_index;
    JobControl& m_control;
    GenerateRequest m_request; ///< as it is drawn
    PipelineRunner::Chosen m_chosen;
    EditArea m_area;
    Recording m_recording;
};

} // namespace tarn
