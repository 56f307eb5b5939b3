#include "request_pictures.h"

#include "request_fields.h"

#include <base/error.h>
#include <protocol/blob.h>

#include <nlohmann/json.hpp>

#include <cmath>

namespace tarn {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t maxParts = 64;

void checkBlob(std::string_view what, const BlobReference& blob)
{
    if (!blob.isGiven() && blob.size == 0)
        return;
    checkDigest(what, blob.sha256);
    checkRange("size of the " + std::string(what), double(blob.size), 1, double(maxBlobBytes));
}

void checkControl(const ControlReference& control)
{
    checkBlob("control map", control.map);
    if (!control.map.isGiven())
        throw UsageError("A control of the request has no map; give one with --control.");
    validateModel(control.model);
    checkRange("weight of a control", control.weight, -GenerateRequest::maxControlWeight,
        GenerateRequest::maxControlWeight);
    checkRange("range of a control", control.begin, 0, 1);
    checkRange("range of a control", control.end, 0, 1);
    if (control.begin > control.end)
        throw UsageError("The range of a control in the request ends before it begins.");
    checkName("pre-processor of a control", control.from, {"none", "scribble", "edges", "lines", "depth"});
}

ordered_json toJson(const BlobReference& blob) { return {{"sha256", blob.sha256}, {"size", blob.size}}; }

ordered_json toJson(const OutpaintMargins& margins)
{
    return {{"left", margins.left}, {"top", margins.top}, {"right", margins.right}, {"bottom", margins.bottom}};
}

ordered_json toJson(const ControlReference& control)
{
    return {{"map", toJson(control.map)}, {"model", modelToJson(control.model)}, {"weight", control.weight + 0.0},
        {"begin", control.begin + 0.0}, {"end", control.end + 0.0}, {"from", control.from}};
}

void readBlob(const RequestFields& fields, const char* key, BlobReference& blob)
{
    if (const json* object = fields.find(key, "an object", &json::is_object)) {
        const RequestFields of(*object);
        of.read("sha256", blob.sha256);
        of.read("size", blob.size);
    }
}

ControlReference readControl(const json& object)
{
    if (!object.is_object())
        throw UsageError("\"controls\" in the request must hold only objects.");
    const RequestFields fields(object);
    ControlReference control;
    readBlob(fields, "map", control.map);
    if (const json* model = fields.find("model", "an object", &json::is_object))
        readModel(*model, control.model);
    fields.read("weight", control.weight);
    fields.read("begin", control.begin);
    fields.read("end", control.end);
    fields.read("from", control.from);
    return control;
}

} // namespace

void validateModel(const ModelReference& model)
{
    checkText("model's name", model.name, GenerateRequest::maxNameBytes);
    if (!model.sha256.empty())
        checkDigest("model", model.sha256);
    checkRange("number of model parts", double(model.parts.size()), 0, maxParts);
    for (const auto& [part, digest] : model.parts) {
        checkText("name of a model part", part, GenerateRequest::maxNameBytes);
        checkDigest("model part \"" + part + "\"", digest);
    }
}

void validatePictures(const GenerateRequest& request)
{
    using R = GenerateRequest;
    checkBlob("picture", request.image);
    checkRange("strength", request.strength, 0, 1);
    checkName("strength steps", request.strengthSteps, {"shorten", "full"});
    checkBlob("mask", request.mask);
    checkName("area", request.area, {"auto", "whole", "masked"});
    checkName("fill", request.fill, {"original", "blur", "telea", "ns", "noise", "nothing"});
    checkRange("grow", request.grow, 0, R::maxReach);
    checkRange("feather", request.feather, 0, R::maxReach);
    checkRange("padding", request.padding, 0, R::maxPadding);
    for (const int margin :
        {request.outpaint.left, request.outpaint.top, request.outpaint.right, request.outpaint.bottom})
        checkRange("margin to outpaint", margin, 0, R::maxSide);
    checkRange("blend", request.blend, 0, R::maxReach);
    checkBlob("depth map", request.depth);
    checkName("depth resize", request.depthResize, {"squash", "aspect"});
    checkRange("number of controls", double(request.controls.size()), 0, double(R::maxControls));
    for (const ControlReference& control : request.controls)
        checkControl(control);
    if (!request.image.isGiven() && (request.mask.isGiven() || request.outpaint.any()))
        throw UsageError("The request has a mask or margins to outpaint, but no picture; give one with --image.");
    if (request.mask.isGiven() && request.outpaint.any())
        throw UsageError("The request has a mask and margins to outpaint; do one after the other.");
}

void addPictures(ordered_json& object, const GenerateRequest& request)
{
    const GenerateRequest plain;
    const auto add = [&](const char* key, const auto& value, const auto& otherwise) {
        if (value != otherwise)
            object[key] = value;
    };
    const auto addBlob = [&](const char* key, const BlobReference& blob) {
        if (blob.isGiven())
            object[key] = toJson(blob);
    };
    addBlob("image", request.image);
    add("strength", request.strength + 0.0, plain.strength);
    add("strengthSteps", request.strengthSteps, plain.strengthSteps);
    addBlob("mask", request.mask);
    add("area", request.area, plain.area);
    add("fill", request.fill, plain.fill);
    add("grow", request.grow, plain.grow);
    add("feather", request.feather, plain.feather);
    add("padding", request.padding, plain.padding);
    add("colourMatch", request.colourMatch, plain.colourMatch);
    if (request.outpaint.any())
        object["outpaint"] = toJson(request.outpaint);
    add("blend", request.blend, plain.blend);
    addBlob("depth", request.depth);
    add("depthResize", request.depthResize, plain.depthResize);
    for (const ControlReference& control : request.controls)
        object["controls"].push_back(toJson(control));
}

void readPictures(const json& object, GenerateRequest& request)
{
    const RequestFields fields(object);
    readBlob(fields, "image", request.image);
    fields.read("strength", request.strength);
    fields.read("strengthSteps", request.strengthSteps);
    readBlob(fields, "mask", request.mask);
    fields.read("area", request.area);
    fields.read("fill", request.fill);
    fields.read("grow", request.grow);
    fields.read("feather", request.feather);
    fields.read("padding", request.padding);
    fields.read("colourMatch", request.colourMatch);
    if (const json* margins = fields.find("outpaint", "an object", &json::is_object)) {
        const RequestFields of(*margins);
        of.read("left", request.outpaint.left);
        of.read("top", request.outpaint.top);
        of.read("right", request.outpaint.right);
        of.read("bottom", request.outpaint.bottom);
    }
    fields.read("blend", request.blend);
    readBlob(fields, "depth", request.depth);
    fields.read("depthResize", request.depthResize);
    if (const json* controls = fields.find("controls", "a list", &json::is_array)) {
        if (controls->size() > GenerateRequest::maxControls)
            throw UsageError("The request has more than " + std::to_string(GenerateRequest::maxControls)
                + " controls; leave some out.");
        for (const json& control : *controls)
            request.controls.push_back(readControl(control));
    }
}

ordered_json modelToJson(const ModelReference& model)
{
    ordered_json object{{"name", model.name}, {"sha256", model.sha256}};
    if (!model.parts.empty())
        object["parts"] = model.parts;
    return object;
}

void readModel(const json& object, ModelReference& model)
{
    const RequestFields fields(object);
    fields.read("name", model.name);
    fields.read("sha256", model.sha256);
    fields.read("parts", model.parts);
}

} // namespace tarn
