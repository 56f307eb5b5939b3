#pragma once

#include <image/image.h>
#include <pipelines/conditioning.h>
#include <pipelines/control.h>
#include <pipelines/diffusion_model.h>
#include <pipelines/edit_pass.h>
#include <pipelines/handed_tensors.h>
#include <pipelines/networks.h>
#include <pipelines/picture_plan.h>
#include <pipelines/step_view.h>
#include <protocol/generate_request.h>
#include <sampling/noise_source.h>
#include <sampling/plan.h>

#include <functional>
#include <optional>
#include <vector>

namespace tarn {

/// The decoded picture, mask or map that a request refers to. Throws StudioError when it is not at hand.
using PictureLookup = std::function<Image(const BlobReference&)>;

/// What a caller may do while a picture is drawn.
struct DrawHooks {
    std::function<void(const Step&, const StepView&)>
        observe; ///< hears of each step before its update; may be empty
    /// Puts a denoiser around the outermost one, to record its calls or to answer them from a record; may be
    /// empty.
    std::function<Denoiser(Denoiser)> wrap;
};

/// One finished picture and the way to it.
struct DrawnPicture {
    at::Tensor image; ///< [1, 3, H, W] fp32, 0 … 1, as the VAE decoded it
    std::vector<at::Tensor> latents; ///< the state after each reported step, scaled as other programs hand it out
    Image picture; ///< the result
    std::optional<EditReport> edit; ///< of an inpainting or outpainting
};

/// A request made ready for one or more seeds: text to image; image to image where it has a picture; inpainting
/// where that has a mask; outpainting where it grows. The one way in which the command line and the engine draw.
class PictureJob {
public:
    /// Throws UsageError for names and numbers that cannot be, StudioError for a model or a picture that does not
    /// fit. With `branch` the run starts there. `handed` must outlive the job.
    PictureJob(Networks networks, const GenerateRequest& request, const PictureLookup& pictures,
        const HandedTensors& handed, std::optional<BranchStart> branch = {});

    const DiffusionModel& model() const { return *m_networks.model; }
    const GenerateRequest& request() const { return m_request; }
    /// Of the last run of the sampler, which is the only one but for outpainting in tiles.
    const SamplingPlan& plan() const;
    /// Steps that the observer hears of for each picture.
    int steps() const;
    const Conditioning& conditioning() const { return m_conditioning; }

    /// Draws picture `index` (0 …) of the run with its own `seeds`. Throws Cancelled, and StudioError when the
    /// numbers left what can be a picture.
    DrawnPicture draw(const NoiseSeeds& seeds, std::int64_t index, const DrawHooks& hooks) const;

private:
    friend class StepView;

    void requireModelFits() const;
    void encodeText();
    void takePicture(const PictureLookup& pictures);
    void startAtBranch();
    at::Tensor sample(const PictureRun& run, const DrawHooks& hooks, DrawnPicture& drawn) const;
    at::Tensor encoded(const char* noise, const at::Tensor& pixels, std::int64_t index) const;
    at::Tensor depthOf(const PictureRun& run) const;
    at::Tensor decoded(const at::Tensor& latents, int width, int height) const;
    Image result(const PictureRun& run, Image drawn) const;
    void drawWhole(const NoiseSeeds& seeds, std::int64_t index, const DrawHooks& hooks, DrawnPicture& drawn) const;
    void drawPass(std::size_t number, const NoiseSeeds& seeds, std::int64_t index, const DrawHooks& hooks,
        DrawnPicture& drawn) const;

    Networks m_networks;
    const HandedTensors& m_handed;
    GenerateRequest m_request;
    std::optional<BranchStart> m_branch;
    double m_firstSigma = 0; ///< of the run that the branch starts in, as a whole
    SamplingPlan m_plan; ///< without passes
    Conditioning m_conditioning;
    Image m_picture; ///< to start from, of the request's size; without pixels for none
    at::Tensor m_depth; ///< the map that a depth model follows, of any size and scale; undefined for other models
    std::vector<ControlHint> m_hints;
    EditPlan m_edit; ///< without passes for a request that is no inpainting or outpainting
};

NoiseSeeds seedsOf(const GenerateRequest& request);

/// What the network will see of a request's picture and the size that it will run at, padded to the VAE's factor:
/// known before anything is loaded. `native` is `preferredSide`. Throws StudioError for a mask that selects
/// nothing.
EditArea runAreaOf(const GenerateRequest& request, const PictureLookup& pictures, int native, int factor);

/// The side in pixels that the model is best at, when the request names none.
int preferredSide(const DiffusionModel::Blueprint& blueprint, const Checkpoint& checkpoint);

} // namespace tarn
