#pragma once

#include "message_fields.h"

#include <protocol/job.h>
#include <protocol/report.h>

namespace tarn {

// The values of messages as JSON objects and back. Reading throws ProtocolError.

nlohmann::json jsonOf(const BlobReference& value);
nlohmann::json jsonOf(const PixelBox& value);
nlohmann::json jsonOf(const Media& value);
nlohmann::json jsonOf(const JobOutcome& value);
nlohmann::json jsonOf(const Failure& value);
nlohmann::json jsonOf(const JobProgress& value);
nlohmann::json jsonOf(const PlanReport& value);
nlohmann::json jsonOf(const ModelSummary& value);
/// Throws UsageError for a request that `validate` refuses.
nlohmann::json jsonOf(const Job& value);
nlohmann::json jsonOf(const GenerateRequest& value);

BlobReference readBlobReference(const MessageFields& fields);
PixelBox readBox(const MessageFields& fields);
Media readMedia(const MessageFields& fields);
JobOutcome readOutcome(const MessageFields& fields);
Failure readFailure(const MessageFields& fields);
JobProgress readProgress(const MessageFields& fields);
PlanReport readPlan(const MessageFields& fields);
ModelSummary readModel(const MessageFields& fields);
JobId readJobId(const MessageFields& fields, const char* key = "job");
JobState readState(const MessageFields& fields);
/// A request that is of no use leaves its sentence in `unusable`.
Job readJob(const MessageFields& fields, std::string& unusable);
GenerateRequest readRequest(const nlohmann::json& value, std::string& unusable);

} // namespace tarn
