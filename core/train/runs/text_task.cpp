#include "text_task.h"

#include "random_purpose.h"

#include <base/error.h>
#include <prompt/learn_merges.h>
#include <train/initial_networks.h>
#include <train/label_head.h>
#include <train/losses.h>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace tarn {
namespace fs = std::filesystem;
namespace {

/// Mean over the attributes whose values are known.
double meanRight(const std::vector<double>& right)
{
    double sum = 0;
    int count = 0;
    for (const double part : right)
        if (!std::isnan(part)) {
            sum += part;
            ++count;
        }
    return count ? sum / count : std::nan("");
}

} // namespace

TextTask::Vocabulary::Vocabulary(const StartSettings& start, SettingsReader& sizes, RunData& data)
    : m_isOwn(start.text.empty() && start.model.empty())
{
    const int merges = int(sizes.integer("merges", 700, 0, 48'894));
    const std::int64_t captions = sizes.integer("captions", 20'000, 1, 1'000'000);
    if (!m_isOwn) {
        m_folder = start.textFolder() / "tokenizer";
        return;
    }
    data.open(0, false, [](const std::string&) {});
    const std::int64_t all = data.source().count();
    std::vector<std::string> texts;
    for (std::int64_t i = 0; i < (all ? std::min(all, captions) : captions); ++i)
        texts.push_back(data.source().caption(i, 0));
    std::string pattern = (fs::temp_directory_path() / "tarn-vocabulary-XXXXXX").string();
    if (!::mkdtemp(pattern.data()))
        throw StudioError("No folder can be made in \"" + fs::temp_directory_path().string()
            + "\"; free some space there, or set TMPDIR to another place.");
    m_folder = pattern;
    writeClipTokenizer(m_folder, learnedMerges(texts, merges, 2));
}

TextTask::Vocabulary::~Vocabulary()
{
    std::error_code ignored;
    if (m_isOwn)
        fs::remove_all(m_folder, ignored);
}

NetworkFolder TextTask::startText(const StartSettings& start, SettingsReader& sizes) const
{
    ClipPlan plan;
    plan.width = int(sizes.integer("width", 256, 8, 8'192));
    plan.layers = int(sizes.integer("layers", 4, 1, 64));
    plan.heads = int(sizes.integer("heads", 4, 1, 256));
    if (plan.width % plan.heads != 0)
        sizes.refuse("width", "must be a multiple of text.heads (" + std::to_string(plan.heads) + ")");
    sizes.finish();
    if (!(start.text.empty() && start.model.empty()))
        return readNetworkFolder(start.textFolder() / "text_encoder", Part::textEncoder);
    plan.tokens = m_tokens.tokenizer().size();
    plan.beginToken = m_tokens.tokenizer().bos();
    plan.endToken = m_tokens.tokenizer().eos();
    plan.positions = m_tokens.tokenizer().maxLength();
    return initialClip(plan, m_run.seed);
}

TextTask::TextTask(const RunSettings& run, SettingsReader& reader)
    : m_run(run)
    , m_data(run, {.caption = true})
    , m_startSettings(StartSettings::read(reader.object("start")))
    , m_sizes(reader.object("text"))
    , m_vocabulary(m_startSettings, m_sizes, m_data)
    , m_tokens(ClipTokenizer::fromFolder(m_vocabulary.folder()))
    , m_start(startText(m_startSettings, m_sizes))
    , m_text(m_start.tensors, run.dtype)
    , m_shape(ClipShape::detect(Weights(m_text.table()), m_start.config))
    , m_head(initialLabelHead(m_shape.width, attributeSizes(), run.seed), run.dtype)
{
    SettingsReader sheets = reader.object("sheets");
    sheets.has("every");
    sheets.finish();
}

std::vector<LearningNetwork> TextTask::networks()
{
    const auto isHidden = [](const LearningTensor& tensor) {
        return tensor.master.dim() > 1 && tensor.name.find("embedding") == std::string::npos;
    };
    return {{"text", &m_text, m_run.optimizer, 1, isHidden}, {"head", &m_head, m_run.optimizer}};
}

void TextTask::openData(std::int64_t position, const Say& say)
{
    m_data.open(position, false, say);
    const std::int64_t all = m_data.source().count();
    for (std::int64_t i = 0; i < (all ? all : 1); ++i)
        if (std::ranges::any_of(m_data.source().stated(i, 0), [](std::int8_t label) { return label >= 0; }))
            return;
    throw StudioError("Nothing is known about the pictures in \"" + m_run.data.folder.string()
        + "\": the text encoder learns from the .json files that tarn scenes writes beside its pictures.");
}

TextTask::Judged TextTask::judge(
    const ExampleSource& source, const std::vector<ExampleStream::Item>& items, StepRandom& random) const
{
    std::vector<std::string> captions;
    std::vector<Labels> stated;
    for (const ExampleStream::Item& item : items) {
        captions.push_back(source.caption(item.index, item.variant));
        stated.push_back(source.stated(item.index, item.variant));
    }
    const at::Tensor ids = m_tokens.ids(captions);
    const at::Tensor context = clipText(Weights(m_text.table()), m_shape, ids, 0);
    // The UNet attends to every place, so what the text says must be told from the end token on, wherever.
    const at::Tensor place = m_tokens.endPlaces(ids, random).view({-1, 1, 1}).expand({-1, 1, context.size(2)});
    return {labelHead(Weights(m_head.table()), context.gather(1, place).squeeze(1)), labelTensor(stated)};
}

std::vector<double> TextTask::learn(const Pass& pass)
{
    StepRandom random = pass.random(purpose::places);
    const Judged judged = judge(m_data.source(), m_data.next(m_run.batch), random);
    const at::Tensor loss = labelError(judged.logits, judged.labels, attributeSizes());
    (loss / double(pass.parts)).backward();
    return {
        loss.item<double>(), meanRight(labelAccuracy(judged.logits.detach(), judged.labels, attributeSizes()))};
}

TextTask::Judged TextTask::judgeFixedSet() const
{
    const std::int64_t all = m_data.validation().count();
    const std::int64_t count = all ? std::min(all, m_run.validationCount) : m_run.validationCount;
    ExampleStream stream(m_data.validation(), std::nullopt, 0, 0);
    StepRandom random(m_run.seed, 0, purpose::validationPlaces);
    return judge(m_data.validation(), stream.next(count), random);
}

double TextTask::validate()
{
    const at::NoGradGuard noGrad;
    const AveragedScope averaged({&m_text, &m_head});
    const Judged judged = judgeFixedSet();
    return labelError(judged.logits, judged.labels, attributeSizes()).item<double>();
}

std::string TextTask::summary()
{
    const at::NoGradGuard noGrad;
    const AveragedScope averaged({&m_text, &m_head});
    const Judged judged = judgeFixedSet();
    return "Of " + std::to_string(judged.labels.size(0)) + " held-out captions it tells"
        + rightLabels(judged.logits, judged.labels) + " right, where it is stated.";
}

void TextTask::exportTo(const fs::path& folder, at::ScalarType dtype)
{
    writeNetworkFolder(folder / "text_encoder", Part::textEncoder, {m_start.config, m_text.averaged()}, dtype);
    copyTokenizer(m_vocabulary.folder(), folder / "tokenizer");
}

} // namespace tarn
