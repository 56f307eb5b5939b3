#include "unet_settings.h"

#include <base/error.h>
#include <base/mapped_file.h>
#include <weights/python_json.h>

#include <algorithm>

namespace tarn {
namespace {

nlohmann::json readScheduler(const std::filesystem::path& file)
{
    const MappedFile mapped(file);
    const auto bytes = mapped.bytes();
    nlohmann::json json = parsePythonJson({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (!json.is_object())
        throw ModelError("\"" + file.string() + "\" is no JSON object; use another copy of the model.");
    return json;
}

} // namespace

UNetSettings UNetSettings::read(const RunSettings& run, SettingsReader& reader)
{
    UNetSettings settings;
    settings.start = StartSettings::read(reader.object("start"));
    settings.layers = reader.texts("layers", 256);
    SettingsReader text = reader.object("text");
    settings.textLearns = text.flag("learns", false);
    settings.labelWeight = text.number("label_weight", 0, 0, 100);
    settings.textRate = text.number("rate", 1, 0.0001, 1000);
    if (settings.labelWeight > 0 && !settings.textLearns)
        text.refuse("label_weight", "is for a text encoder that learns; set text.learns to true");
    text.finish();
    settings.captionDropout = reader.number("caption_dropout", settings.captionDropout, 0, 1);

    SettingsReader noising = reader.object("noise");
    settings.prediction = noising.choice<Prediction>("prediction", settings.prediction,
        {{"eps", Prediction::eps}, {"v", Prediction::v}, {"flow", Prediction::flow}});
    settings.zeroTerminalSnr = noising.flag("zero_terminal_snr", false);
    if (settings.zeroTerminalSnr && settings.prediction != Prediction::v)
        noising.refuse("zero_terminal_snr", "is for the prediction \"v\" alone");
    settings.minSnr = noising.number("min_snr", settings.prediction == Prediction::flow ? 0 : 5, 0, 1000);
    using Kind = TimestepSettings::Kind;
    settings.timesteps.kind = noising.choice<Kind>("timesteps", Kind::uniform,
        {{"uniform", Kind::uniform}, {"weighted", Kind::weighted}, {"logit_normal", Kind::logitNormal}});
    settings.timesteps.mean = noising.number("mean", 0, -10, 10);
    settings.timesteps.deviation = noising.number("deviation", 1, 0.01, 10);
    settings.timesteps.floor = noising.number("floor", 0, 0, 1);
    noising.finish();

    SettingsReader latents = reader.object("latents");
    settings.latentCache = latents.text("cache", "");
    if (!settings.latentCache.empty() && run.data.folder.empty() && run.data.count == 0)
        latents.refuse("cache", "needs a number of pictures; set data.scenes.count, or leave it out");
    latents.finish();
    SettingsReader sheets = reader.object("sheets");
    sheets.has("every");
    settings.sheet = SheetSettings::read(sheets);
    sheets.finish();
    return settings;
}

bool UNetSettings::learns(std::string_view tensor) const
{
    return layers.empty()
        || std::ranges::any_of(layers, [&](const std::string& layer) { return isOf(layer, tensor); });
}

nlohmann::json UNetSettings::scheduler() const
{
    if (prediction == Prediction::flow)
        return {{"_class_name", "FlowMatchEulerDiscreteScheduler"}, {"num_train_timesteps", 1000}, {"shift", 1}};
    nlohmann::json config{{"_class_name", "DDIMScheduler"}, {"beta_end", 0.012},
        {"beta_schedule", "scaled_linear"}, {"beta_start", 0.00085}, {"clip_sample", false},
        {"num_train_timesteps", 1000}, {"set_alpha_to_one", false}, {"steps_offset", 1},
        {"timestep_spacing", "leading"}};
    const auto file = start.model / "scheduler" / "scheduler_config.json";
    if (!start.model.empty() && std::filesystem::exists(file))
        config = readScheduler(file);
    config["prediction_type"] = prediction == Prediction::v ? "v_prediction" : "epsilon";
    config["rescale_betas_zero_snr"] = zeroTerminalSnr;
    if (zeroTerminalSnr) // else sampling would begin below pure noise (Lin et al. 2023, 3.3)
        config["timestep_spacing"] = "trailing";
    return config;
}

} // namespace tarn
