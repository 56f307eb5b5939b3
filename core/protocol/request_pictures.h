#pragma once

#include <protocol/generate_request.h>

#include <nlohmann/json_fwd.hpp>

namespace tarn {

// The part of a request that is about pictures, masks, maps and models (generate_request.h). Keys that hold their
// default are not written, so that a request that uses none of them reads as it always did.

/// Throws UsageError as `validate` does.
void validatePictures(const GenerateRequest& request);
void validateModel(const ModelReference& model);

void addPictures(nlohmann::ordered_json& object, const GenerateRequest& request);
void readPictures(const nlohmann::json& object, GenerateRequest& request);

nlohmann::ordered_json modelToJson(const ModelReference& model);
void readModel(const nlohmann::json& object, ModelReference& model);

} // namespace tarn
