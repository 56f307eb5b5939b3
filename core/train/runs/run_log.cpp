#include <base/durable_file.h>
#include <base/error.h>
#include <image/plot.h>

#include <runs/run_log.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <sstream>

namespace tarn {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t fixedColumns = 7;

/// As short as reads back the same; empty for no number.
std::string shortest(double value)
{
    if (std::isnan(value))
        return {};
    char text[32];
    return std::string(text, std::to_chars(text, text + sizeof text, value).ptr);
}

double number(const std::string& cell)
{
    double value = none;
    std::from_chars(cell.data(), cell.data() + cell.size(), value);
    return value;
}

std::vector<std::string> cells(const std::string& line)
{
    std::vector<std::string> found(1);
    for (const char c : line)
        if (c == ',')
            found.emplace_back();
        else
            found.back() += c;
    return found;
}

/// An exponential mean over about `length` values, from both sides of what is at hand at the start.
std::vector<double> smoothed(const std::vector<double>& values, double length)
{
    std::vector<double> result;
    double sum = 0, weight = 0;
    const double keep = std::exp(-1 / std::max(1.0, length));
    for (const double value : values) {
        sum = keep * sum + value;
        weight = keep * weight + 1;
        result.push_back(sum / weight);
    }
    return result;
}

} // namespace

RunLog::RunLog(std::vector<std::string> measures)
    : m_measures(std::move(measures))
    , m_text("step,epoch,pictures,rate,gradient,loss,validation")
{
    for (const std::string& name : m_measures)
        m_text += "," + name;
    m_text += "\n";
}

void RunLog::add(const Line& line)
{
    m_lastLine = m_text.size();
    m_text += std::to_string(line.step) + "," + std::to_string(line.epoch) + "," + std::to_string(line.pictures);
    for (const double value : {line.rate, line.gradient, line.loss, line.validation})
        m_text += "," + shortest(value);
    for (const double value : line.measures)
        m_text += "," + shortest(value);
    m_text += "\n";
    m_lines.push_back(line);
}

void RunLog::restore(const std::string& text)
{
    RunLog fresh(m_measures);
    std::istringstream in(text);
    std::string line;
    std::getline(in, line);
    if (line + "\n" != fresh.m_text)
        throw ModelError("The checkpoint's log has other columns than this run; start anew with another --out.");
    while (std::getline(in, line)) {
        const std::vector<std::string> cell = cells(line);
        if (cell.size() != fixedColumns + m_measures.size())
            throw ModelError("The checkpoint's log is damaged; delete that checkpoint and go on from another.");
        Line read{std::int64_t(number(cell[0])), std::int64_t(number(cell[1])), std::int64_t(number(cell[2])),
            number(cell[3]), number(cell[4]), number(cell[5]), number(cell[6]), {}};
        for (std::size_t i = fixedColumns; i < cell.size(); ++i)
            read.measures.push_back(number(cell[i]));
        fresh.add(read);
    }
    *this = std::move(fresh);
}

double RunLog::epochLoss(std::int64_t epoch) const
{
    double sum = 0;
    int count = 0;
    for (auto line = m_lines.rbegin(); line != m_lines.rend() && line->epoch >= epoch; ++line)
        if (line->epoch == epoch) {
            sum += line->loss;
            ++count;
        }
    return count ? sum / count : none;
}

double RunLog::lastValidation() const
{
    for (auto line = m_lines.rbegin(); line != m_lines.rend(); ++line)
        if (!std::isnan(line->validation))
            return line->validation;
    return none;
}

void RunLog::write(const std::filesystem::path& file) const
{
    DurableFile out(file);
    out.write(m_text);
    out.commit();
}

bool RunLog::appendLast(const std::filesystem::path& file) const
{
    std::ofstream out(file, std::ios::app | std::ios::binary);
    out.write(m_text.data() + m_lastLine, std::streamsize(m_text.size() - m_lastLine));
    out.flush();
    return out.good();
}

Image RunLog::curve(const std::string& title) const
{
    std::vector<double> steps, losses, validationSteps, validations;
    for (const Line& line : m_lines) {
        steps.push_back(double(line.step));
        losses.push_back(line.loss);
        if (!std::isnan(line.validation)) {
            validationSteps.push_back(double(line.step));
            validations.push_back(line.validation);
        }
    }
    Plot plot{title, "step", {}};
    plot.curves.push_back({"loss of each step", steps, losses, {176, 200, 226}, false});
    plot.curves.push_back({"loss, smoothed", steps, smoothed(losses, std::max(8.0, double(losses.size()) / 50)),
        {31, 98, 168}, false});
    if (!validations.empty())
        plot.curves.push_back({"validation loss", validationSteps, validations, {206, 92, 36}, true});
    return plotted(plot);
}

} // namespace tarn
