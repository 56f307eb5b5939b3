#include <cli/progress.h>
#include <unistd.h>

#include <cstdio>

namespace tarn {

Progress::Style Progress::styleFor(bool quiet)
{
    if (quiet)
        return Style::silent;
    return ::isatty(STDERR_FILENO) ? Style::bar : Style::lines;
}

Progress::~Progress() { endBar(); }

void Progress::endBar()
{
    if (m_barOpen)
        std::fputs("\n", stderr);
    m_barOpen = false;
}

void Progress::say(const std::string& text)
{
    if (m_style == Style::silent)
        return;
    endBar();
    std::fprintf(stderr, "%s\n", text.c_str());
}

std::string Progress::text(int picture, int done, int count, double seconds) const
{
    std::string which;
    if (m_pictures > 1)
        which = "picture " + std::to_string(picture + 1) + "/" + std::to_string(m_pictures) + ", ";
    char speed[64] = "";
    if (done > 0 && seconds > 0) {
        const double rate = done / seconds;
        const int left = int((count - done) / rate + 0.5);
        std::snprintf(speed, sizeof speed, ", %.2f it/s, %d:%02d left", rate, left / 60, left % 60);
    }
    return which + "step " + std::to_string(done) + "/" + std::to_string(count) + speed;
}

void Progress::step(int picture, int done, int count)
{
    if (m_style == Style::silent)
        return;
    const Clock::time_point now = Clock::now();
    if (picture != m_picture) {
        m_picture = picture;
        m_start = m_lastLine = now;
    }
    const double seconds = std::chrono::duration<double>(now - m_start).count();
    const std::string line = text(picture, done, count, seconds);
    if (m_style == Style::bar) {
        constexpr int width = 28;
        const int filled = width * done / count;
        const std::string bar =
            std::string(std::size_t(filled), '#') + std::string(std::size_t(width - filled), '-');
        std::fprintf(stderr, "\r[%s] %s\x1b[K", bar.c_str(), line.c_str());
        std::fflush(stderr);
        m_barOpen = true;
        if (done == count)
            endBar();
    } else if (done == count || (done > 0 && now - m_lastLine > std::chrono::seconds(2))) {
        std::fprintf(stderr, "%s\n", line.c_str());
        m_lastLine = now;
    }
}

} // namespace tarn
