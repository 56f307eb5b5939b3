#include <pipelines/guidance.h>

#include <ATen/ATen.h>

namespace tarn {

Denoiser guidedDenoiser(const DiffusionModel& model, const Conditioning& conditioning, double scale,
    const std::function<double(double)>& timestepOf, const at::Tensor& channels, const ResidualSource& residuals)
{
    return [&model, &conditioning, scale, &timestepOf, channels, residuals](const at::Tensor& x, double sigma) {
        const int halves = conditioning.guided ? 2 : 1;
        UNetInput input;
        input.x = model.sampling().input(x, sigma).repeat({halves, 1, 1, 1});
        input.t = at::full({halves * x.size(0)}, timestepOf(sigma), at::kFloat);
        input.context = conditioning.context.repeat_interleave(x.size(0), 0);
        if (residuals)
            input.residuals = residuals(input, sigma);
        if (channels.defined())
            input.x = at::cat({input.x, channels.expand({input.x.size(0), -1, -1, -1})}, 1);
        at::Tensor output = model.predict(input);
        if (conditioning.guided) {
            const std::vector<at::Tensor> half = output.chunk(2);
            output = half[0] + scale * (half[1] - half[0]);
        }
        return model.sampling().denoised(x, output, sigma);
    };
}

} // namespace tarn
