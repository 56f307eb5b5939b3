#include "reference_case.h"

#include <weights/tensor_file.h>

#include <ATen/ATen.h>

#include <support/reference.h>

#include <QDir>
#include <limits>

namespace test {

std::map<int, at::Tensor> ReferenceCase::sequence(const std::string& prefix) const
{
    std::map<int, at::Tensor> found;
    for (int i = 0; tensors.contains(prefix + "." + std::to_string(i)); ++i)
        found[i] = tensors.at(prefix + "." + std::to_string(i));
    return found;
}

std::vector<ReferenceCase> referenceCases(const char* what, int seed)
{
    const QDir folder(referenceFolder("sampling/sampler_reference.py", {what, "--seed", QString::number(seed)}));
    std::vector<ReferenceCase> cases;
    for (const QString& file : folder.entryList({"*.safetensors"}, QDir::Files, QDir::Name)) {
        tarn::TensorFile content = tarn::readTensorFile(folder.filePath(file).toStdString());
        cases.push_back({file.chopped(12).toStdString(), nlohmann::json::parse(content.metadata.at("case")),
            std::move(content.tensors)});
    }
    return cases;
}

double farthest(const at::Tensor& a, const at::Tensor& b)
{
    if (a.sizes() != b.sizes())
        return std::numeric_limits<double>::infinity();
    return (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>();
}

} // namespace test
