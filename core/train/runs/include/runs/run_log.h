#pragma once

#include <image/image.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tarn {

/// The numbers of a run, a line for each step: log.csv. It holds nothing of the time or the machine, so that a run
/// that was interrupted leaves the same bytes as one that was not.
class RunLog {
public:
    /// `measures` name the columns after step, epoch, pictures, rate, gradient, loss and validation.
    explicit RunLog(std::vector<std::string> measures);

    struct Line {
        std::int64_t step; ///< from 1
        std::int64_t epoch; ///< from 1
        std::int64_t pictures; ///< seen so far
        double rate, gradient, loss;
        double validation; ///< no number where it was not measured
        std::vector<double> measures;
    };
    void add(const Line& line);

    const std::string& text() const { return m_text; }
    /// Takes over what `text` returned in an earlier run. Throws ModelError when it has other columns.
    void restore(const std::string& text);

    /// Mean loss over the lines of `epoch`; no number where there are none.
    double epochLoss(std::int64_t epoch) const;
    double lastValidation() const;
    double lastLoss() const { return m_lines.empty() ? 0 : m_lines.back().loss; }

    /// Writes the whole text durably. Throws StudioError.
    void write(const std::filesystem::path& file) const;
    /// Appends the last line to `file`, which `write` wrote before. False where that failed; `write` mends it.
    bool appendLast(const std::filesystem::path& file) const;
    /// Loss by step, smoothed over it, and the validation loss.
    Image curve(const std::string& title) const;

private:
    std::vector<std::string> m_measures;
    std::string m_text;
    std::size_t m_lastLine = 0; ///< where it begins in the text
    std::vector<Line> m_lines;
};

} // namespace tarn
