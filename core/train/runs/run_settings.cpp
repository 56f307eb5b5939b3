#include <base/cpu.h>

#include <runs/run_settings.h>

#include <limits>

namespace tarn {
namespace {

constexpr std::int64_t manySteps = 100'000'000;

OptimizerSettings readOptimizer(SettingsReader reader)
{
    using Kind = OptimizerSettings::Kind;
    OptimizerSettings settings;
    settings.beta2 = 0.99;
    settings.kind = reader.choice<Kind>("kind", Kind::adamW, {{"adamw", Kind::adamW}, {"muon", Kind::muon}});
    settings.beta1 = reader.number("beta1", settings.beta1, 0, 0.9999);
    settings.beta2 = reader.number("beta2", settings.beta2, 0, 0.999999);
    settings.epsilon = reader.number("epsilon", settings.epsilon, 1e-16, 1);
    settings.weightDecay = reader.number("weight_decay", settings.weightDecay, 0, 1);
    settings.momentum = reader.number("momentum", settings.momentum, 0, 0.9999);
    settings.matrixRate = reader.number("matrix_rate", settings.matrixRate, 0.01, 1000);
    reader.finish();
    return settings;
}

RateSchedule readRate(SettingsReader reader, std::int64_t steps)
{
    using Shape = RateSchedule::Shape;
    RateSchedule rate;
    rate.shape = reader.choice<Shape>("shape", rate.shape,
        {{"constant", Shape::constant}, {"cosine", Shape::cosine}, {"linear", Shape::linear}});
    rate.rate = reader.number("rate", rate.rate, 1e-12, 100);
    rate.finalRate = reader.number("final", rate.finalRate, 0, 100);
    rate.warmUp = reader.integer("warm_up", std::min<std::int64_t>(100, steps / 10), 0, manySteps);
    reader.finish();
    return rate;
}

} // namespace

const char* nameOf(at::ScalarType dtype)
{
    return dtype == at::kFloat ? "fp32" : dtype == at::kBFloat16 ? "bf16" : "fp16";
}

RunSettings RunSettings::read(SettingsReader& reader, const std::filesystem::path& out)
{
    RunSettings run;
    run.out = reader.text("out", "");
    if (!out.empty())
        run.out = out;
    if (run.out.empty())
        reader.refuse("out", "is missing; name the folder of the run there or with --out");
    run.seed = std::uint64_t(reader.integer("seed", 0, 0, std::numeric_limits<std::int64_t>::max()));
    run.steps = reader.integer("steps", run.steps, 1, manySteps);
    run.batch = reader.integer("batch", run.batch, 1, 4'096);
    run.accumulate = reader.integer("accumulate", run.accumulate, 1, 1'024);
    const at::ScalarType fast = hasFastBf16() ? at::kBFloat16 : at::kFloat;
    run.dtype = reader.choice<at::ScalarType>(
        "dtype", fast, {{"auto", fast}, {"fp32", at::kFloat}, {"bf16", at::kBFloat16}});
    run.threads = int(reader.integer("threads", run.threads, 0, 1'024));
    run.painters = int(reader.integer("painters", run.painters, 1, 256));
    run.data = DataSettings::read(reader.object("data"), run.data);

    SettingsReader validation = reader.object("validation");
    run.validation = run.data;
    if (run.data.folder.empty())
        run.validation.firstSeed = 500'000'000;
    run.validationCount = validation.integer("count", run.validationCount, 1, 100'000);
    run.validation.count = run.data.folder.empty() ? run.validationCount : 0;
    run.validationEvery = validation.integer("every", run.validationEvery, 0, manySteps);
    if (!validation.has("data")) {
        run.data.share = DataSettings::Share::learnt;
        run.validation.share = DataSettings::Share::heldOut;
    }
    run.validation = DataSettings::read(validation.object("data"), run.validation);
    validation.finish();

    run.optimizer = readOptimizer(reader.object("optimizer"));
    run.rate = readRate(reader.object("rate"), run.steps);
    run.clip = reader.number("clip", run.clip, 0, 1e9);
    run.average = reader.number("average", run.average, 0, 0.999999);
    SettingsReader checkpoints = reader.object("checkpoints");
    run.checkpointEvery = checkpoints.integer("every", run.checkpointEvery, 1, manySteps);
    run.checkpointsKept = int(checkpoints.integer("keep", run.checkpointsKept, 1, 1'000));
    checkpoints.finish();
    SettingsReader sheets = reader.object("sheets"); // whose other keys are the task's
    run.sheetEvery = sheets.integer("every", run.sheetEvery, 0, manySteps);
    SettingsReader exported = reader.object("export");
    run.exportDtype =
        exported.choice<at::ScalarType>("dtype", at::kHalf, {{"fp16", at::kHalf}, {"fp32", at::kFloat}});
    exported.finish();
    return run;
}

} // namespace tarn
