#include <base/durable_file.h>
#include <base/error.h>
#include <image/convert.h>
#include <image/png.h>
#include <image/resize.h>
#include <nn/precision.h>
#include <nn/stop.h>
#include <pipelines/diffusion_model.h>
#include <pipelines/model_places.h>
#include <pipelines/picture_decode.h>
#include <pipelines/picture_tensors.h>
#include <pipelines/step_record.h>

#include <ATen/core/grad_mode.h>

#include <cli/commands.h>
#include <cli/interrupt.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <optional>
#include <string>

namespace tarn {
namespace {

struct StepsOptions {
    std::string record, output;
    std::optional<std::string> model;
    int columns = 0; ///< 0: as many as make the sheet about square
    int side = 192; ///< longest side of one picture, pixels
};

constexpr int gap = 4; ///< pixels between pictures

/// Puts `picture` into `sheet` with its upper left corner at (x, y).
void place(Image& sheet, const Image& picture, int x, int y)
{
    for (int row = 0; row < picture.height; ++row)
        std::memcpy(sheet.pixels.data() + std::size_t(y + row) * sheet.rowBytes() + std::size_t(x) * 3,
            picture.pixels.data() + std::size_t(row) * picture.rowBytes(), picture.rowBytes());
}

/// What each step predicted, in the order of the steps, scaled to the sheet.
std::vector<Image> predictions(const StepRecord& record, const DiffusionModel& model, int side)
{
    const GenerateRequest& request = record.request();
    std::vector<Image> pictures;
    for (int step = 0; step <= record.lastStep(); ++step) {
        stopPoint();
        const Image whole = toImage(
            decodedPicture(model, record.branchAt(step).denoised, request.width, request.height, request.vaeTile));
        const double scale = double(side) / std::max(whole.width, whole.height);
        const auto scaled = [scale](
                                int pixelsAcross) { return std::max(1, int(std::lround(pixelsAcross * scale))); };
        pictures.push_back(resizedSmoothly(whole, scaled(whole.width), scaled(whole.height)));
    }
    return pictures;
}

Image sheetOf(const std::vector<Image>& pictures, int columns)
{
    const int count = int(pictures.size());
    if (columns == 0)
        columns = int(std::ceil(std::sqrt(double(count))));
    columns = std::min(columns, count);
    const int rows = (count + columns - 1) / columns;
    const int width = pictures.front().width, height = pictures.front().height;
    Image sheet = blankImage(columns * (width + gap) + gap, rows * (height + gap) + gap, 3, 8);
    std::ranges::fill(sheet.pixels, std::byte(255));
    for (int i = 0; i < count; ++i)
        place(sheet, pictures[std::size_t(i)], gap + i % columns * (width + gap),
            gap + i / columns * (height + gap));
    return sheet;
}

void writeSheet(const StepsOptions& options)
{
    const Interrupt interrupt;
    const StopScope listening(interrupt.token());
    const c10::InferenceMode inference;
    flushDenormals();
    const std::filesystem::path output = options.output;
    if (output.extension() != ".png")
        throw UsageError("--output \"" + options.output + "\" must end in .png.");
    checkWritable(output);
    const StepRecord record = StepRecord::open(options.record);
    if (record.lastStep() < 0)
        throw StudioError("The record \"" + options.record + "\" has no steps yet.");
    Checkpoint checkpoint =
        Checkpoint::open(options.model ? namedModel(*options.model) : starterModelFor(record.request()));
    const auto& parts = record.request().model.parts;
    const auto unet = parts.find("unet");
    const bool same = record.request().model.sha256.empty()
        ? unet != parts.end() && checkpoint.has(Part::unet) && checkpoint.sha256(Part::unet) == unet->second
        : checkpoint.sha256() == record.request().model.sha256;
    if (!same)
        throw StudioError("The record was made with the model \"" + record.request().model.name
            + "\"; say where it is with --model.");
    const DiffusionModel::Blueprint blueprint = DiffusionModel::inspect(checkpoint);
    const DiffusionModel model(std::move(checkpoint), blueprint, {});
    writePng(output, sheetOf(predictions(record, model, options.side), options.columns), {});
}

} // namespace

void addSteps(CLI::App& program)
{
    CLI::App* command = program.add_subcommand("steps", "Show what each step of a record predicted, on one sheet");
    const auto options = std::make_shared<StepsOptions>();
    command->add_option("RECORD", options->record, "A folder that tarn generate --record filled")->required();
    command->add_option("--output", options->output, "FILE.png")->required();
    command->add_option("--model", options->model, "The model that made it (default: the starter model)");
    command->add_option("--columns", options->columns, "Pictures in a row (default: a square sheet)")
        ->check(CLI::Range(1, 1000));
    command->add_option("--side", options->side, "Longest side of one picture in pixels (default 192)")
        ->check(CLI::Range(8, 2048));
    command->callback([options] { writeSheet(*options); });
}

} // namespace tarn
