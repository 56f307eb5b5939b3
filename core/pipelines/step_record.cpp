#include <base/durable_file.h>
#include <base/error.h>
#include <base/mapped_file.h>
#include <pipelines/step_record.h>
#include <weights/tensor_file.h>

#include <ATen/ATen.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace tarn {
namespace {

namespace fs = std::filesystem;

constexpr const char* requestName = "request.json";
constexpr std::uint64_t maxRequestBytes = std::uint64_t(1) << 20;

std::string exactText(double number)
{
    char text[40];
    return {text, std::to_chars(text, text + sizeof text, number).ptr};
}

template <typename T> std::optional<T> parsed(const TensorFile& file, const char* key)
{
    const auto found = file.metadata.find(key);
    T number{};
    if (found == file.metadata.end())
        return {};
    const char *begin = found->second.data(), *end = begin + found->second.size();
    const auto [stop, error] = std::from_chars(begin, end, number);
    return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

/// Empty for a file that is no call.
std::optional<RecordedCall> readCall(const fs::path& path)
{
    std::error_code error;
    if (!fs::is_regular_file(path, error) || fs::file_size(path, error) > StepRecord::maxBytes)
        return {};
    try {
        const TensorFile file = readTensorFile(path);
        const auto x = file.tensors.find("x"), denoised = file.tensors.find("denoised");
        const auto sigma = parsed<double>(file, "sigma");
        if (x == file.tensors.end() || denoised == file.tensors.end() || !sigma || !std::isfinite(*sigma))
            return {};
        const bool whole = x->second.scalar_type() == at::kFloat && denoised->second.scalar_type() == at::kFloat
            && x->second.dim() == 4 && x->second.sizes() == denoised->second.sizes();
        if (!whole)
            return {};
        return RecordedCall{*sigma, parsed<int>(file, "step"), x->second, denoised->second};
    } catch (const ModelError&) {
        return {};
    }
}

std::uint64_t bytesOf(const RecordedCall& call) { return call.x.nbytes() + call.denoised.nbytes(); }

std::uint64_t bytesOf(const BranchStart& state)
{
    return state.x.nbytes() + state.denoised.nbytes() + state.before.pixels.size();
}

TensorFile startFile(const RecordedStart& start)
{
    const BranchStart& state = start.state;
    TensorFile file{{{"x", state.x.contiguous()}, {"denoised", state.denoised.contiguous()}},
        {{"sigma", exactText(state.sigma)}, {"step", std::to_string(start.step)},
            {"pass", std::to_string(state.pass)}}};
    if (const Image& before = state.before; !before.pixels.empty()) {
        at::Tensor bytes = at::empty({std::int64_t(before.pixels.size())}, at::kByte);
        std::memcpy(bytes.mutable_data_ptr(), before.pixels.data(), before.pixels.size());
        file.tensors["before"] = bytes;
        file.metadata["width"] = std::to_string(before.width);
        file.metadata["height"] = std::to_string(before.height);
        file.metadata["channels"] = std::to_string(before.channels);
        file.metadata["bits"] = std::to_string(before.bits);
    }
    return file;
}

/// The picture in a start's file; empty for one without, or with one that cannot be.
std::optional<Image> pictureIn(const TensorFile& file)
{
    const auto bytes = file.tensors.find("before");
    if (bytes == file.tensors.end())
        return Image{};
    const auto width = parsed<int>(file, "width"), height = parsed<int>(file, "height");
    const auto channels = parsed<int>(file, "channels"), bits = parsed<int>(file, "bits");
    const int most = GenerateRequest::maxSide;
    if (!width || !height || !channels || !bits || *width < 1 || *width > most || *height < 1 || *height > most
        || *channels < 1 || *channels > 4 || (*bits != 8 && *bits != 16))
        return {};
    Image image{*width, *height, *channels, *bits, {}};
    if (bytes->second.scalar_type() != at::kByte
        || std::uint64_t(bytes->second.numel()) != std::uint64_t(image.rowBytes()) * std::uint64_t(image.height))
        return {};
    const auto* data = static_cast<const std::byte*>(bytes->second.const_data_ptr());
    image.pixels.assign(data, data + bytes->second.numel());
    return image;
}

/// Empty for a file that is no start.
std::optional<RecordedStart> readStart(const fs::path& path, std::size_t call)
{
    const auto state = readCall(path);
    if (!state || !state->step)
        return {};
    const TensorFile file = readTensorFile(path);
    const auto pass = parsed<std::size_t>(file, "pass");
    const auto before = pictureIn(file);
    if (!pass || !before)
        return {};
    return RecordedStart{{state->sigma, state->x, state->denoised, *pass, *before}, call, *state->step};
}

std::string quoted(const fs::path& path) { return "\"" + path.string() + "\""; }

} // namespace

bool StepRecord::isIn(const fs::path& folder)
{
    std::error_code error;
    return fs::is_regular_file(folder / requestName, error);
}

StepRecord StepRecord::create(const fs::path& folder, const GenerateRequest& request)
{
    std::error_code error;
    fs::create_directories(folder, error);
    if (error || !fs::is_directory(folder, error))
        throw StudioError("The folder " + quoted(folder) + " cannot be made; choose another --record.");
    if (!fs::is_empty(folder, error))
        throw StudioError("The folder " + quoted(folder) + " is not empty; choose another --record.");
    StepRecord record;
    record.m_folder = folder;
    record.m_request = request;
    DurableFile file(folder / requestName);
    file.write(toJson(request) + "\n");
    file.commit();
    return record;
}

StepRecord StepRecord::open(const fs::path& folder)
{
    if (!isIn(folder))
        throw StudioError(
            "There is no step record in " + quoted(folder) + "; make one with tarn generate --record.");
    const MappedFile file(folder / requestName);
    if (file.bytes().size() > maxRequestBytes)
        throw StudioError("The step record in " + quoted(folder) + " is damaged; make it again.");
    StepRecord record;
    record.m_folder = folder;
    record.m_request = requestFromJson({reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()});
    for (;;) {
        const std::size_t next = record.m_calls.size();
        std::error_code error;
        if (fs::exists(record.startFileOf(next), error)) {
            auto start = readStart(record.startFileOf(next), next);
            if (!start) // what follows it is of no use
                return record;
            record.count(bytesOf(start->state));
            record.m_starts.push_back(std::move(*start));
        }
        auto call = readCall(record.fileOf(next));
        if (!call)
            return record;
        record.count(bytesOf(*call));
        record.m_calls.push_back(std::move(*call));
    }
}

void StepRecord::remove(const fs::path& folder)
{
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        const bool isCall = name.size() == 17 && name.ends_with(".safetensors");
        const bool isStart = name.size() == 23 && name.ends_with(".start.safetensors");
        if (name == requestName || isCall || isStart)
            fs::remove(entry.path(), error);
    }
    fs::remove(folder, error);
}

fs::path StepRecord::fileOf(std::size_t call) const
{
    char name[40];
    std::snprintf(name, sizeof name, "%05zu.safetensors", call);
    return m_folder / name;
}

fs::path StepRecord::startFileOf(std::size_t call) const
{
    return fileOf(call).replace_extension(".start.safetensors");
}

void StepRecord::count(std::uint64_t bytes)
{
    m_bytes += bytes;
    if (m_bytes > maxBytes)
        throw StudioError("The step record in " + quoted(m_folder)
            + " would become larger than 2 GiB; take fewer steps or draw without a record.");
}

std::size_t StepRecord::callOf(int step) const
{
    for (std::size_t i = 0; i < m_calls.size(); ++i)
        if (m_calls[i].step == step)
            return i;
    throw UsageError("There is no step " + std::to_string(step) + " in the record " + quoted(m_folder)
        + "; it has " + (lastStep() < 0 ? std::string("none") : "0 to " + std::to_string(lastStep())) + ".");
}

BranchStart StepRecord::branchAt(int step) const
{
    const RecordedCall& call = m_calls[callOf(step)];
    return {call.sigma, call.x, call.denoised};
}

const RecordedStart* StepRecord::startOf(std::size_t call) const
{
    const RecordedStart* last = nullptr;
    for (const RecordedStart& start : m_starts)
        if (start.call <= call)
            last = &start;
    return last;
}

int StepRecord::lastStep() const
{
    int last = -1;
    for (const RecordedCall& call : m_calls)
        last = std::max(last, call.step.value_or(-1));
    return last;
}

void StepRecord::add(RecordedCall call)
{
    count(bytesOf(call));
    TensorFile file{{{"x", call.x.contiguous()}, {"denoised", call.denoised.contiguous()}},
        {{"sigma", exactText(call.sigma)}}};
    if (call.step)
        file.metadata["step"] = std::to_string(*call.step);
    writeTensorFile(fileOf(m_calls.size()), file);
    m_calls.push_back(std::move(call));
}

void StepRecord::cut(std::size_t count)
{
    while (m_calls.size() > count) { // the last first, so that a kill leaves no hole
        std::error_code error;
        fs::remove(fileOf(m_calls.size() - 1), error);
        m_bytes -= bytesOf(m_calls.back());
        m_calls.pop_back();
        while (!m_starts.empty() && m_starts.back().call > m_calls.size()) {
            fs::remove(startFileOf(m_starts.back().call), error);
            m_bytes -= bytesOf(m_starts.back().state);
            m_starts.pop_back();
        }
    }
}

void StepRecord::startAgain(const BranchStart& state, int step)
{
    const std::size_t call = m_calls.size();
    if (!m_starts.empty() && m_starts.back().call == call) {
        m_bytes -= bytesOf(m_starts.back().state);
        m_starts.pop_back();
    }
    count(bytesOf(state));
    m_starts.push_back({state, call, step});
    writeTensorFile(startFileOf(call), startFile(m_starts.back()));
}

bool asksForTheSame(const GenerateRequest& a, const GenerateRequest& b)
{
    GenerateRequest same = a;
    same.engine = b.engine;
    return same == b;
}

Recording Recording::after(StepRecord from, std::size_t calls)
{
    Recording recording;
    if (const RecordedStart* start = from.startOf(calls)) {
        recording.branch = start->state;
        recording.firstStep = start->step;
    }
    recording.record = std::move(from);
    recording.replayed = calls;
    return recording;
}

void Recording::startAgain(BranchStart state, int step)
{
    branch = std::move(state);
    firstStep = step;
    if (!record)
        return;
    std::size_t calls = 0;
    while (calls < record->calls().size() && record->calls()[calls].step != step)
        ++calls;
    record->cut(calls);
    record->startAgain(*branch, step);
    replayed = calls;
}

} // namespace tarn
