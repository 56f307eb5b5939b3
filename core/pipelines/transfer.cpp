#include <pipelines/transfer.h>

#include <ATen/ATen.h>

namespace tarn {

at::Tensor onto(const Compute& compute, const at::Tensor& x)
{
    return x.to(compute.device, compute.dtype).contiguous(at::MemoryFormat::ChannelsLast);
}

UNetInput onto(const Compute& compute, const UNetInput& input)
{
    UNetInput moved = input;
    moved.x = onto(compute, input.x);
    moved.t = input.t.to(compute.device);
    moved.context = input.context.to(compute.device, compute.dtype);
    if (input.classes.defined())
        moved.classes = input.classes.to(compute.device);
    return moved;
}

at::Tensor toHost(const at::Tensor& x) { return x.to(at::kCPU, at::kFloat).contiguous(); }

} // namespace tarn
