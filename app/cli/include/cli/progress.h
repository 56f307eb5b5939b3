#pragma once

#include <chrono>
#include <string>

namespace tarn {

/// Steps of a run on standard error: a bar that is drawn over on a terminal, a line now and then elsewhere.
class Progress {
public:
    enum class Style { bar, lines, silent };

    /// A bar on a terminal, lines where standard error goes elsewhere, nothing if `quiet`.
    static Style styleFor(bool quiet);

    Progress(Style style, int pictures)
        : m_style(style)
        , m_pictures(pictures)
    {
    }
    ~Progress();

    /// A line of its own, before or between pictures.
    void say(const std::string& text);
    /// `done` of `count` steps of picture `picture` (from 0) are finished.
    void step(int picture, int done, int count);

private:
    using Clock = std::chrono::steady_clock;

    void endBar();
    std::string text(int picture, int done, int count, double seconds) const;

    Style m_style;
    int m_pictures;
    int m_picture = -1;
    bool m_barOpen = false;
    Clock::time_point m_start;
    Clock::time_point m_lastLine;
};

} // namespace tarn
