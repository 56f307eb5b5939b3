#include "run_folder.h"
#include "step_memory.h"

#include <base/error.h>
#include <image/png.h>
#include <nn/stop.h>
#include <weights/tensor_file.h>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <fcntl.h>
#include <runs/training_run.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>

namespace tarn {
namespace fs = std::filesystem;
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr int mostTimesBack = 8; ///< without a new checkpoint between them
constexpr const char* logTensor = "log";

std::string shown(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

at::Tensor bytesOf(const std::string& text)
{
    at::Tensor bytes = at::empty({std::int64_t(text.size())}, at::kByte);
    std::memcpy(bytes.mutable_data_ptr(), text.data(), text.size());
    return bytes;
}

std::string textOf(const at::Tensor& bytes)
{
    return {static_cast<const char*>(bytes.const_data_ptr()), std::size_t(bytes.numel())};
}

/// What of a config may change between two parts of a run: how long it is, what it shows and where it keeps
/// things.
nlohmann::json withoutFreeSettings(nlohmann::json config)
{
    for (const char* key : {"out", "steps", "sheets", "checkpoints", "export", "painters", "threads"})
        config.erase(key);
    // Scenes are the same from wherever they come.
    for (const char* scenes : {"/data/scenes", "/validation/data/scenes"})
        if (const nlohmann::json::json_pointer place(scenes); config.contains(place) && config[place].is_object())
            config[place].erase("cache");
    return config;
}

/// The first setting in which two configs differ, for a message.
std::string firstDifference(const nlohmann::json& a, const nlohmann::json& b)
{
    const nlohmann::json patch = nlohmann::json::diff(a, b);
    std::string path = patch.empty() ? std::string() : patch[0].value("path", "");
    std::ranges::replace(path, '/', '.');
    return path.substr(std::min<std::size_t>(1, path.size()));
}

} // namespace

TrainingRun::TrainingRun(std::string kind, nlohmann::json config, const RunSettings& settings, TrainingTask& task,
    RunListener& listener)
    : m_kind(std::move(kind))
    , m_config(std::move(config))
    , m_settings(settings)
    , m_task(task)
    , m_listener(listener)
    , m_log(task.measures())
{
    for (LearningNetwork& part : task.networks()) {
        std::vector<LearningTensor*> tensors;
        for (LearningTensor& tensor : part.network->learning())
            tensors.push_back(&tensor);
        auto optimizer = makeOptimizer(tensors, part.optimizer, part.isMatrix);
        m_learners.push_back({std::move(part), std::move(optimizer), std::move(tensors)});
    }
}

/// All that a checkpoint keeps: the tensors themselves, so that copying into them restores it.
NamedTensors TrainingRun::tensors()
{
    NamedTensors all;
    for (Learner& learner : m_learners) {
        const std::string& name = learner.part.name;
        for (const LearningTensor* tensor : learner.tensors) {
            all.emplace(name + ".weight." + tensor->name, tensor->master.detach());
            all.emplace(name + ".average." + tensor->name, tensor->average);
        }
        for (const auto& [key, tensor] : learner.optimizer->state())
            all.emplace(name + ".optimizer." + key, tensor);
    }
    return all;
}

void TrainingRun::load(const fs::path& checkpoint)
{
    const TensorFile file = readTensorFile(checkpoint);
    const std::string quoted = "\"" + checkpoint.string() + "\"";
    const auto meta = [&](const char* key) {
        const auto found = file.metadata.find(key);
        if (found == file.metadata.end())
            throw ModelError(quoted + " is no checkpoint of tarn train; choose another file.");
        return found->second;
    };
    if (meta("kind") != m_kind)
        throw UsageError(quoted + " is a checkpoint of tarn train " + meta("kind") + ", not of " + m_kind
            + "; choose another --out.");
    const nlohmann::json then = nlohmann::json::parse(meta("config"), nullptr, false);
    if (const std::string key = firstDifference(withoutFreeSettings(then), withoutFreeSettings(m_config));
        !key.empty())
        throw UsageError(quoted + " was made with another config, in which \"" + key
            + "\" is not the same; put that back, or start anew with another --out.");
    const NamedTensors own = tensors();
    for (const auto& [name, tensor] : own)
        if (const auto stored = file.tensors.find(name);
            stored == file.tensors.end() || stored->second.sizes() != tensor.sizes())
            throw UsageError(quoted + " has no fitting tensor \"" + name + "\"; start anew with another --out.");
    const auto log = file.tensors.find(logTensor);
    if (log == file.tensors.end() || log->second.scalar_type() != at::kByte)
        throw ModelError(quoted + " has no log; choose another file.");
    m_log.restore(textOf(log->second));
    const at::NoGradGuard noGrad;
    for (const auto& [name, tensor] : own)
        tensor.copy_(file.tensors.at(name));
    m_step = std::stoll(meta("step"));
    m_timesBack = std::stoi(meta("times_back"));
    m_rateFactor = std::stod(meta("rate_factor"));
    m_savedStep = m_step;
    for (Learner& learner : m_learners) {
        learner.part.network->dropGradients();
        learner.part.network->publish();
    }
}

/// Goes on from the newest checkpoint that can be read. False when there is none.
bool TrainingRun::resume()
{
    const std::vector<fs::path> files = checkpointFiles(m_settings.out);
    for (auto file = files.rbegin(); file != files.rend(); ++file) {
        try {
            load(*file);
            m_listener.say(
                "Going on from step " + std::to_string(m_step) + " of " + std::to_string(m_settings.steps) + ".");
            return true;
        } catch (const ModelError& error) {
            // Each was written whole or not at all, so this is a fault of the disk, and the one before may be
            // good.
            if (file + 1 == files.rend())
                throw;
            m_listener.say(std::string(error.what()) + " The checkpoint before it is taken.");
        }
    }
    return false;
}

void TrainingRun::openData(const std::stop_token& stop)
{
    const StopScope listening(stop); // latents may take long
    m_task.openData(
        m_step * m_settings.picturesPerStep(), [this](const std::string& text) { m_listener.say(text); });
}

/// Runs `write`, which keeps something for people: what hinders it is said, and the run goes on.
template <typename Write> void TrainingRun::attempt(const Write& write)
{
    try {
        write();
    } catch (const StudioError& error) {
        m_listener.say(std::string(error.what()) + " The training goes on.");
    }
}

void TrainingRun::run(std::stop_token stop)
{
    keepTensorMemory();
    const RunFolder folder(m_settings.out);
    if (!resume()) {
        m_listener.say("Starting in \"" + m_settings.out.string() + "\".");
        saveCheckpoint(); // so that there is one to go back to
    }
    attempt([&] { m_log.write(m_settings.out / "log.csv"); });
    openData(stop);
    m_firstStep = m_step;
    m_started = std::chrono::steady_clock::now();
    while (m_step < m_settings.steps) {
        if (stop.stop_requested()) {
            if (m_savedStep != m_step)
                saveCheckpoint();
            m_listener.say("Stopped after step " + std::to_string(m_step) + "; the same command goes on from step "
                + std::to_string(std::max<std::int64_t>(0, m_savedStep)) + ".");
            throw Cancelled();
        }
        if (takeStep())
            afterStep(stop);
        else
            goBack(stop);
    }
    finish(stop);
}

/// False, with nothing changed, when the loss or a gradient is no number.
bool TrainingRun::takeStep()
{
    const std::int64_t parts = m_settings.accumulate;
    std::vector<double> values(1 + m_task.measures().size());
    for (std::int64_t part = 0; part < parts; ++part) {
        const std::vector<double> found = m_task.learn({m_settings.seed, m_step, part, parts});
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] += found[i] / double(parts);
        for (Learner& learner : m_learners)
            learner.part.network->collectGradients();
    }
    double gradient = 0;
    bool finite = std::isfinite(values[0]);
    for (std::size_t i = 0; i < m_learners.size(); ++i) {
        const double norm = clipGradients(m_learners[i].tensors, m_settings.clip);
        finite = finite && std::isfinite(norm);
        gradient = i == 0 ? norm : gradient;
    }
    if (!finite)
        return false;
    const double rate = m_settings.rate.at(m_step, m_settings.steps) * m_rateFactor;
    for (Learner& learner : m_learners) {
        learner.optimizer->step(rate * learner.part.rate);
        learner.part.network->dropGradients();
        learner.part.network->publish();
        learner.part.network->updateAverages(averageDecay(m_settings.average, m_step));
    }
    ++m_step;
    const std::int64_t pictures = m_step * m_settings.picturesPerStep();
    const std::int64_t every = m_settings.validationEvery;
    const bool validates = every > 0 && (m_step % every == 0 || m_step == m_settings.steps);
    m_log.add({m_step, (pictures - 1) / m_task.epochLength() + 1, pictures, rate, gradient, values[0],
        validates ? m_task.validate() : none, {values.begin() + 1, values.end()}});
    return true;
}

void TrainingRun::afterStep(const std::stop_token& stop)
{
    if (m_logIsWhole)
        m_logIsWhole = m_log.appendLast(m_settings.out / "log.csv");
    using Seconds = std::chrono::duration<double>;
    const double seconds = Seconds(std::chrono::steady_clock::now() - m_started).count();
    const double stepsPerSecond = double(m_step - m_firstStep) / std::max(seconds, 1e-9);
    m_listener.stepped(m_step, m_settings.steps, m_log.lastLoss(),
        stepsPerSecond * double(m_settings.picturesPerStep()), double(m_settings.steps - m_step) / stepsPerSecond);

    const std::int64_t pictures = m_step * m_settings.picturesPerStep(), length = m_task.epochLength();
    const std::int64_t before = (pictures - m_settings.picturesPerStep()) / length, now = pictures / length;
    if (now > before)
        m_listener.say("Epoch " + std::to_string(now) + ": loss per epoch " + shown(m_log.epochLoss(now))
            + (std::isnan(m_log.lastValidation()) ? std::string()
                                                  : ", validation loss " + shown(m_log.lastValidation()))
            + ".");
    const bool isLast = m_step == m_settings.steps;
    if (!isLast && m_step % m_settings.checkpointEvery == 0)
        saveCheckpoint();
    if (!isLast && m_settings.sheetEvery > 0 && m_step % m_settings.sheetEvery == 0)
        drawSheet(stop);
}

/// The loss was no number: to the last checkpoint, with half the rate.
void TrainingRun::goBack(const std::stop_token& stop)
{
    const std::int64_t bad = m_step + 1;
    const std::vector<fs::path> files = checkpointFiles(m_settings.out);
    if (files.empty() || ++m_timesBackInRow > mostTimesBack)
        throw StudioError("The loss of step " + std::to_string(bad) + " is no number"
            + (files.empty() ? " and there is no checkpoint to go back to"
                             : ", and " + std::to_string(mostTimesBack) + " halvings of the rate did not help")
            + "; lower rate.rate in the config, or set dtype to \"fp32\".");
    const double factor = m_rateFactor / 2;
    const int times = m_timesBack + 1;
    load(files.back());
    m_rateFactor = factor;
    m_timesBack = times;
    attempt([&] { m_log.write(m_settings.out / "log.csv"); });
    openData(stop);
    m_firstStep = m_step;
    m_started = std::chrono::steady_clock::now();
    m_listener.say("The loss of step " + std::to_string(bad) + " is no number: back to step "
        + std::to_string(m_step) + " with half the rate, " + shown(factor) + " of the config's ("
        + std::to_string(times) + (times == 1 ? " time" : " times") + " so far).");
}

void TrainingRun::writeCheckpoint()
{
    char factor[32];
    std::snprintf(factor, sizeof factor, "%.17g", m_rateFactor);
    TensorFile file{tensors(),
        {{"kind", m_kind}, {"config", m_config.dump()}, {"step", std::to_string(m_step)},
            {"times_back", std::to_string(m_timesBack)}, {"rate_factor", factor}}};
    file.tensors.emplace(logTensor, bytesOf(m_log.text()));
    writeTensorFile(checkpointFile(m_settings.out, m_step), file);
    m_savedStep = m_step;
    m_timesBackInRow = 0;
    std::vector<fs::path> files = checkpointFiles(m_settings.out);
    const std::size_t kept = std::size_t(m_settings.checkpointsKept);
    for (std::size_t i = 0; i + kept < files.size(); ++i) {
        std::error_code ignored; // one too many costs space, no more
        fs::remove(files[i], ignored);
    }
}

void TrainingRun::saveCheckpoint()
{
    attempt([&] {
        writeCheckpoint();
        m_log.write(m_settings.out / "log.csv");
        m_logIsWhole = true;
        writePng(m_settings.out / "curve.png", m_log.curve("tarn train " + m_kind), {});
    });
}

/// A stop leaves the sheet out.
void TrainingRun::drawSheet(const std::stop_token& stop)
{
    Image sheet;
    try {
        const StopScope listening(stop);
        sheet = m_task.sheet();
    } catch (const Cancelled&) {
    }
    if (sheet.pixels.empty())
        return;
    attempt([&] {
        const fs::path file = checkpointFile(m_settings.out, m_step).filename().replace_extension(".png");
        makeRunFolder(m_settings.out / "sheets");
        writePng(m_settings.out / "sheets" / file, sheet, {});
    });
}

/// Here nothing is tried again, so what cannot be written ends the run, after all else has been written.
void TrainingRun::finish(const std::stop_token& stop)
{
    if (m_savedStep != m_step)
        writeCheckpoint();
    m_log.write(m_settings.out / "log.csv");
    writePng(m_settings.out / "curve.png", m_log.curve("tarn train " + m_kind), {});
    if (m_settings.sheetEvery > 0)
        drawSheet(stop);
    const fs::path model = m_settings.out / "model";
    m_task.exportTo(model, m_settings.exportDtype);
    m_listener.say("The trained model is in \"" + model.string() + "\".");
    if (const std::string text = m_task.summary(); !text.empty())
        m_listener.say(text);
}

} // namespace tarn
