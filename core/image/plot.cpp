#include "opencv.h"

#include <image/plot.h>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace tarn {
namespace {

constexpr int fraction = 4; ///< bits of a pixel that lines are drawn with
const cv::Scalar ink(52, 52, 56), grid(226, 228, 231);

/// One axis: values to pixels, and where its numbers stand.
class Axis {
public:
    Axis(double least, double most, bool isLogarithmic, double from, double to)
        : m_logarithmic(isLogarithmic)
        , m_from(from)
        , m_to(to)
    {
        m_least = scaled(least);
        m_most = scaled(most);
        if (m_most - m_least < 1e-12) {
            m_least -= 0.5;
            m_most += 0.5;
        }
    }

    double pixel(double value) const
    {
        return m_from + (m_to - m_from) * (scaled(value) - m_least) / (m_most - m_least);
    }

    /// About `count` round values inside.
    std::vector<double> ticks(int count) const
    {
        std::vector<double> found;
        if (m_logarithmic) {
            static const std::vector<double> few{1, 2, 5}, many{1, 1.5, 2, 3, 4, 5, 6, 8};
            for (double decade = std::floor(m_least); decade <= m_most; ++decade)
                for (const double digit : m_most - m_least > 1.3 ? few : many)
                    if (const double value = digit * std::pow(10, decade);
                        scaled(value) >= m_least && scaled(value) <= m_most)
                        found.push_back(value);
            return found;
        }
        const double least = unscaled(m_least), most = unscaled(m_most);
        const double rough = (most - least) / count, decade = std::pow(10, std::floor(std::log10(rough)));
        const double part = rough / decade;
        const double step = decade * (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10);
        for (double value = std::ceil(least / step) * step; value <= most + step * 1e-9; value += step)
            found.push_back(std::abs(value) < step * 1e-9 ? 0 : value);
        return found;
    }

private:
    double scaled(double value) const { return m_logarithmic ? std::log10(value) : value; }
    double unscaled(double value) const { return m_logarithmic ? std::pow(10, value) : value; }

    bool m_logarithmic;
    double m_from, m_to, m_least, m_most;
};

struct Range {
    double least = std::numeric_limits<double>::infinity(), most = -least;

    void add(double value)
    {
        least = std::min(least, value);
        most = std::max(most, value);
    }
    bool empty() const { return !(least <= most); }
};

bool isDrawn(const PlotCurve& curve, std::size_t i)
{
    return std::isfinite(curve.x[i]) && std::isfinite(curve.y[i]);
}

enum class Align { left, centre, right };

void write(cv::Mat& page, const std::string& text, double x, double y, Align align, double size = 0.45)
{
    int below = 0;
    const cv::Size box = cv::getTextSize(text, cv::FONT_HERSHEY_SIMPLEX, size, 1, &below);
    const double left = align == Align::left ? x : align == Align::centre ? x - box.width / 2.0 : x - box.width;
    cv::putText(page, text, cv::Point(int(left), int(y + box.height / 2.0)), cv::FONT_HERSHEY_SIMPLEX, size, ink,
        1, cv::LINE_AA);
}

std::string numberText(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

cv::Point fixed(double x, double y)
{
    return {int(std::lround(x * (1 << fraction))), int(std::lround(y * (1 << fraction)))};
}

void draw(cv::Mat& page, const PlotCurve& curve, const Axis& across, const Axis& up)
{
    const cv::Scalar colour(curve.colour.red, curve.colour.green, curve.colour.blue);
    std::vector<cv::Point> points;
    for (std::size_t i = 0; i < curve.x.size(); ++i)
        if (isDrawn(curve, i))
            points.push_back(fixed(across.pixel(curve.x[i]), up.pixel(curve.y[i])));
    cv::polylines(page, points, false, colour, 2, cv::LINE_AA, fraction);
    if (curve.dots)
        for (const cv::Point& point : points)
            cv::circle(page, point, 4 << fraction, colour, cv::FILLED, cv::LINE_AA, fraction);
}

void drawPlot(const Plot& plot, cv::Mat& page)
{
    Range x, y;
    for (const PlotCurve& curve : plot.curves)
        for (std::size_t i = 0; i < curve.x.size(); ++i)
            if (isDrawn(curve, i)) {
                x.add(curve.x[i]);
                y.add(curve.y[i]);
            }
    if (x.empty())
        x.least = 0, x.most = 1, y = x;
    const double left = 76, right = page.cols - 24, top = 44, bottom = page.rows - 52;
    const bool isLogarithmic = y.least > 0 && y.most > 5 * y.least;
    const Axis across(x.least, x.most, false, left, right),
        up(y.least, y.most, isLogarithmic, bottom - 8, top + 8);
    for (const double value : across.ticks(8)) {
        const double at = across.pixel(value);
        cv::line(page, cv::Point(int(at), int(top)), cv::Point(int(at), int(bottom)), grid);
        write(page, numberText(value), at, bottom + 14, Align::centre);
    }
    for (const double value : up.ticks(6)) {
        const double at = up.pixel(value);
        cv::line(page, cv::Point(int(left), int(at)), cv::Point(int(right), int(at)), grid);
        write(page, numberText(value), left - 8, at, Align::right);
    }
    for (const PlotCurve& curve : plot.curves)
        draw(page, curve, across, up);
    cv::rectangle(page, cv::Point(int(left), int(top)), cv::Point(int(right), int(bottom)), ink);
    write(page, plot.title, left, 22, Align::left, 0.55);
    write(page, plot.below, (left + right) / 2, bottom + 36, Align::centre);
    double at = top + 20;
    for (const PlotCurve& curve : plot.curves) {
        const cv::Scalar colour(curve.colour.red, curve.colour.green, curve.colour.blue);
        cv::line(page, cv::Point(int(right) - 190, int(at)), cv::Point(int(right) - 166, int(at)), colour, 2,
            cv::LINE_AA);
        write(page, curve.name, right - 158, at, Align::left);
        at += 20;
    }
}

} // namespace

Image plotted(const Plot& plot)
{
    Image image = blankImage(std::max(plot.width, 240), std::max(plot.height, 160), 3, 8);
    inOpenCv("plotted", [&] {
        cv::Mat page = matOf(image);
        page.setTo(cv::Scalar(255, 255, 255));
        drawPlot(plot, page);
        return 0;
    });
    return image;
}

} // namespace tarn
