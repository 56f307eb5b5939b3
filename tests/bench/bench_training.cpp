#include <base/cpu.h>
#include <models/unet.h>
#include <nn/attention.h>
#include <nn/layers.h>
#include <nn/precision.h>
#include <train/parameters.h>
#include <weights/network_folder.h>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>

// Times one learning step of a UNet and its parts, forward and backward, in bf16; training_speed.py runs it beside
// diffusers. All times are of the processor, so that other work on the machine disturbs them little.
//     bench_training UNET-FOLDER [BATCH] [ROUNDS]

using namespace tarn;

namespace {

double processorSeconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

/// The least of `rounds`, after one that warms up; milliseconds per picture.
double timed(int rounds, std::int64_t batch, const std::function<void()>& work)
{
    double least = 1e9;
    for (int i = 0; i <= rounds; ++i) {
        const double start = processorSeconds();
        work();
        if (i > 0)
            least = std::min(least, processorSeconds() - start);
    }
    return least * 1e3 / double(batch);
}

at::Tensor random(at::IntArrayRef shape) { return at::randn(shape, at::kFloat).to(at::kBFloat16); }

/// Both ways of one thing in turns; a forward and a backward pass each.
void compare(const char* name, int rounds, std::int64_t batch, const at::Tensor& x,
    const std::function<at::Tensor()>& stock, const std::function<at::Tensor()>& ours)
{
    const auto pass = [&](const std::function<at::Tensor()>& forward) {
        const at::Tensor y = forward();
        y.backward(y.detach());
        x.mutable_grad() = at::Tensor();
    };
    const double theirs = timed(rounds, batch, [&] { pass(stock); });
    const double own = timed(rounds, batch, [&] { pass(ours); });
    std::printf(
        "%-34s ATen %7.3f ms, ours %7.3f ms a picture: %.2f times as fast\n", name, theirs, own, theirs / own);
}

void norms(int rounds, std::int64_t batch)
{
    for (const auto& [channels, side] : {std::pair{128, 16}, {384, 16}, {256, 8}, {32, 128}}) {
        WeightTable table;
        table.insert("weight", random({channels}).requires_grad_(true));
        table.insert("bias", random({channels}).requires_grad_(true));
        const at::Tensor x =
            random({batch, channels, side, side}).contiguous(at::MemoryFormat::ChannelsLast).requires_grad_(true);
        const Weights w(table);
        const std::string name =
            "norm and SiLU, " + std::to_string(channels) + " x " + std::to_string(side) + "^2";
        compare(
            name.c_str(), rounds, batch, x,
            [&] { return at::silu(at::group_norm(x, 16, w.at("weight").dense(), w.at("bias").dense(), 1e-5)); },
            [&] { return siluOfGroupNorm(w, x, 16, 1e-5); });
    }
}

void attentions(int rounds, std::int64_t batch)
{
    for (const auto& [tokens, source, width] :
        {std::tuple{256, 256, 128}, {256, 77, 128}, {64, 64, 256}, {64, 77, 256}}) {
        const at::Tensor q = random({batch, tokens, width}).requires_grad_(true),
                         k = random({batch, source, width}).requires_grad_(true),
                         v = random({batch, source, width}).requires_grad_(true);
        const auto heads = [](const at::Tensor& x) { return x.unflatten(2, {4, x.size(2) / 4}).transpose(1, 2); };
        const std::string name = "attention, " + std::to_string(tokens) + " to " + std::to_string(source) + " of "
            + std::to_string(width);
        compare(
            name.c_str(), rounds, batch, q,
            [&] {
                return at::scaled_dot_product_attention(heads(q), heads(k), heads(v))
                    .transpose(1, 2)
                    .reshape(q.sizes());
            },
            [&] { return attention(q, k, v, 4); });
    }
}

void wholeStep(const char* folder, int rounds, std::int64_t batch)
{
    const NetworkFolder network = readNetworkFolder(folder, Part::unet);
    Parameters parameters(network.tensors, at::kBFloat16);
    const Weights w(parameters.table());
    const UNetShape shape = UNetShape::detect(w, network.config);
    const at::Tensor x = random({batch, shape.inChannels, 16, 16}).contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor context = random({batch, 77, shape.contextWidth}), t = at::full({batch}, 500, at::kFloat);
    const double ms = timed(rounds, batch, [&] {
        unet(w, shape, {x, t, context, {}}).to(at::kFloat).square().mean().backward();
        parameters.collectGradients();
        parameters.dropGradients();
    });
    std::printf("UNet %.3f ms a picture\n", ms);
}

} // namespace

int main(int count, char** arguments)
{
    if (count < 2) {
        std::fprintf(stderr, "usage: bench_training UNET-FOLDER [BATCH] [ROUNDS]\n");
        return 2;
    }
    prepareComputeEnvironment();
    flushDenormals();
    at::set_num_threads(1);
    const std::int64_t batch = count > 2 ? std::atoi(arguments[2]) : 16;
    const int rounds = count > 3 ? std::atoi(arguments[3]) : 5;
    wholeStep(arguments[1], rounds, batch);
    norms(rounds, batch);
    attentions(rounds, batch);
    return 0;
}
