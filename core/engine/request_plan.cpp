#include "request_plan.h"

#include <image/read.h>
#include <models/vae_tiles.h>
#include <pipelines/depth_input.h>
#include <pipelines/outpaint.h>
#include <pipelines/picture_job.h>
#include <prompt/token_windows.h>

namespace tarn {
namespace {

Media addMask(BlobStore& blobs, Image mask)
{
    Media media;
    media.format = "grey8";
    media.width = mask.width;
    media.height = mask.height;
    media.blob = blobs.add(std::move(mask.pixels));
    return media;
}

PromptReport promptReport(const std::string& text, const KnownModel& model)
{
    const ParsedPrompt parsed = parsePrompt(text);
    const TokenWindows windows = tokenWindows(*model.tokenizer, parsed, model.padToken, 1);
    PromptReport report;
    report.tokens = windows.tokens;
    report.windowTokens = model.tokenizer->maxLength() - 2;
    for (const PromptProblem& problem : parsed.problems)
        report.problems.push_back({problem.offset, problem.message});
    return report;
}

double pixelStepsOf(const EditArea& area, const SamplingPlan& plan)
{
    return double(area.width) * area.height * double(plan.timesteps.size());
}

} // namespace

Image pictureOf(const BlobReference& reference, const Blob& blob)
{
    const std::string name = "The picture " + reference.sha256.substr(0, 12) + "…";
    if (!blob)
        throw StudioError(name + " did not arrive with the request; send it and try again.");
    return readImage(*blob, name);
}

RequestPlan planRequest(
    const GenerateRequest& request, const KnownModel& model, BlobStore& blobs, PlanReport& report)
{
    const DiffusionModel::Blueprint& blueprint = model.drawable();
    report.model = model.description.name;
    const PictureLookup pictures = [&blobs](const BlobReference& reference) {
        return pictureOf(reference, blobs.find(reference.sha256));
    };
    const int factor = blueprint.vae.factor();
    RequestPlan planned{runAreaOf(request, pictures, model.preferredSide, factor), 0};
    report.width = planned.area.width;
    report.height = planned.area.height;
    const Box& context = planned.area.context;
    report.context = {context.x, context.y, context.width, context.height};
    const MakePlan makePlan = [&model](const GenerateRequest& pass) {
        return samplingPlanOf(pass, *model.sampling, model.schedulerConfig);
    };
    const SamplingPlan plan = makePlan(request);
    planned.pixelSteps = pixelStepsOf(planned.area, plan);
    if (request.mask.isGiven() || request.outpaint.any()) {
        InpaintMasks masks;
        if (request.outpaint.any()) {
            EditPlan edit = outpaintPlan(request, model.preferredSide, factor, makePlan);
            planned.pixelSteps = 0;
            for (const EditPass& pass : edit.passes)
                planned.pixelSteps += pixelStepsOf(pass.area, pass.plan);
            masks = std::move(edit.masks);
        } else {
            const Image given = pictures(request.mask);
            masks = editMasks(request, given, given.width, given.height);
        }
        report.masks = PlanMasks{addMask(blobs, std::move(masks.selection)),
            addMask(blobs, std::move(masks.denoise)), addMask(blobs, std::move(masks.paste))};
    }
    requireDepthFits(model.description, blueprint, model.estimatesDepth, request);
    report.sampler = plan.sampler;
    report.sigmas = plan.sigmas;
    report.timesteps = plan.timesteps;
    report.prompt = promptReport(request.prompt, model);
    report.negative = promptReport(request.negative, model);
    if (!request.image.isGiven() && (report.width != request.width || report.height != request.height))
        report.refusal = "Both sides must be multiples of " + std::to_string(factor) + ".";
    return planned;
}

void planMemory(const DiffusionModel::Blueprint& blueprint, const MemoryNeed& need, PlanReport& report)
{
    MemoryNeed fitting = need;
    fitting.tile = fittingTile(blueprint, need, report.memoryAvailable);
    report.memoryNeeded = estimateMemory(blueprint, fitting);
    if (fitting.tile > 0)
        report.decodeTiles = vaeTiles(need.width, need.height, fitting.tile);
    if (report.decodeTiles > 1 && need.tile == 0)
        report.notes.push_back("The picture will be encoded and decoded in " + std::to_string(report.decodeTiles)
            + " tiles, because memory is short for all of it at once.");
}

} // namespace tarn
