#pragma once

#include "batches.h"
#include "start_parts.h"

#include <models/clip.h>

#include <runs/task.h>

namespace tarn {

/// `tarn train text`: the text encoder learns to give away what a caption says, as the labels of its picture. From
/// zero the vocabulary, too, is learnt from the captions.
class TextTask final : public TrainingTask {
public:
    TextTask(const RunSettings& run, SettingsReader& reader);

    std::vector<LearningNetwork> networks() override;
    std::vector<std::string> measures() const override { return {"right"}; }
    void openData(std::int64_t position, const Say& say) override;
    std::int64_t epochLength() const override { return m_data.epochLength(); }
    std::vector<double> learn(const Pass& pass) override;
    double validate() override;
    Image sheet() override { return {}; }
    void exportTo(const std::filesystem::path& folder, at::ScalarType dtype) override;
    std::string summary() override;

private:
    /// A tokenizer's folder that lies there for as long as the task lives.
    class Vocabulary {
    public:
        /// The folder of `start`, or one made from the captions of `data`.
        Vocabulary(const StartSettings& start, SettingsReader& sizes, RunData& data);
        ~Vocabulary();
        Vocabulary(const Vocabulary&) = delete;
        Vocabulary& operator=(const Vocabulary&) = delete;

        const std::filesystem::path& folder() const { return m_folder; }

    private:
        std::filesystem::path m_folder;
        bool m_isOwn;
    };
    NetworkFolder startText(const StartSettings& start, SettingsReader& sizes) const;

    struct Judged {
        at::Tensor logits, labels;
    };
    Judged judge(
        const ExampleSource& source, const std::vector<ExampleStream::Item>& items, StepRandom& random) const;
    Judged judgeFixedSet() const;

    const RunSettings& m_run;
    RunData m_data;
    StartSettings m_startSettings;
    SettingsReader m_sizes;
    Vocabulary m_vocabulary;
    CaptionTokens m_tokens;
    NetworkFolder m_start;
    Parameters m_text;
    ClipShape m_shape;
    Parameters m_head;
};

} // namespace tarn
