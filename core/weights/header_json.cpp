#include "header_json.h"

#include "model_fault.h"

#include <weights/limits.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <optional>
#include <unordered_set>

namespace tarn {
namespace {

/// Follows the parser through `{"__metadata__": {…}, "name": {"dtype": …, "shape": […], "data_offsets": [a, b]}}`.
class HeaderReader final : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit HeaderReader(const std::filesystem::path& path)
        : m_path(path)
    {
    }

    DeclaredTensors take() { return std::move(m_result); }

    bool start_object(std::size_t) override
    {
        switch (m_place) {
        case Place::beforeFile:
            m_place = Place::file;
            return true;
        case Place::beforeMetadata:
            m_place = Place::metadata;
            return true;
        case Place::beforeTensor:
            m_place = Place::tensor;
            return true;
        default:
            return misplaced("an object");
        }
    }

    bool key(std::string& name) override
    {
        if (m_place == Place::file)
            return fileKey(name);
        if (m_place == Place::metadata) {
            m_metadataKey = name;
            if (m_result.metadata.contains(name))
                throwDamaged(m_path, "its metadata has " + inQuotes(name) + " twice");
            m_place = Place::metadataValue;
            return true;
        }
        return fieldKey(name);
    }

    bool string(std::string& text) override
    {
        if (m_place == Place::metadataValue) {
            m_result.metadata.emplace(m_metadataKey, text);
            m_place = Place::metadata;
            return true;
        }
        if (m_place != Place::dtype)
            return misplaced("a text");
        const auto known = std::ranges::find(tensorTypes(), std::string_view(text), &TensorType::name);
        if (known == tensorTypes().end())
            fault("has the unknown type " + inQuotes(text));
        entry().type = *known;
        m_place = Place::tensor;
        return true;
    }

    bool start_array(std::size_t) override
    {
        switch (m_place) {
        case Place::beforeShape:
            m_place = Place::shape;
            return true;
        case Place::beforeOffsets:
            m_place = Place::offsets;
            return true;
        default:
            return misplaced("a list");
        }
    }

    bool number_unsigned(std::uint64_t value) override
    {
        if (m_place == Place::shape) {
            if (entry().shape.size() == modelLimits::rank)
                fault("has more than " + std::to_string(modelLimits::rank) + " dimensions");
            if (value > std::uint64_t(std::numeric_limits<std::int64_t>::max()))
                fault("has a dimension of " + std::to_string(value));
            entry().shape.push_back(std::int64_t(value));
            return true;
        }
        if (m_place != Place::offsets)
            return misplaced("a number");
        if (m_offsets == 2)
            fault("has more than two data offsets");
        (m_offsets++ == 0 ? entry().begin : entry().end) = value;
        return true;
    }

    bool end_array() override
    {
        if (m_place == Place::offsets && m_offsets != 2)
            fault("has fewer than two data offsets");
        m_place = Place::tensor;
        return true;
    }

    bool end_object() override
    {
        if (m_place == Place::tensor && !(m_hasType && m_hasShape && m_hasOffsets))
            fault("lacks its " + std::string(!m_hasType ? "dtype" : !m_hasShape ? "shape" : "data_offsets"));
        m_place = m_place == Place::file ? Place::afterFile : Place::file;
        return true;
    }

    bool null() override { return misplaced("null"); }
    bool boolean(bool) override { return misplaced("true or false"); }
    bool number_integer(std::int64_t) override { return misplaced("a negative number"); }
    bool number_float(double, const std::string&) override { return misplaced("a number that is no whole size"); }
    bool binary(nlohmann::json::binary_t&) override { return misplaced("binary data"); }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override
    {
        throwDamaged(m_path, "its header is no valid JSON at byte " + std::to_string(8 + position));
    }

private:
    enum class Place {
        beforeFile,
        file,
        beforeMetadata,
        metadata,
        metadataValue,
        beforeTensor,
        tensor,
        dtype,
        beforeShape,
        shape,
        beforeOffsets,
        offsets,
        afterFile
    };

    TensorEntry& entry() { return m_result.tensors.back(); }

    bool fileKey(const std::string& name)
    {
        if (name.size() > modelLimits::nameBytes)
            throwDamaged(m_path,
                "the name " + inQuotes(name) + " is longer than " + std::to_string(modelLimits::nameBytes)
                    + " bytes");
        if (!m_names.insert(name).second)
            throwDamaged(m_path, "its header has " + inQuotes(name) + " twice");
        if (name == "__metadata__") {
            m_place = Place::beforeMetadata;
            return true;
        }
        if (m_result.tensors.size() == modelLimits::tensors)
            throwDamaged(m_path, "it has more than " + std::to_string(modelLimits::tensors) + " tensors");
        m_result.tensors.push_back({name, {}, {}, 0, 0});
        m_hasType = m_hasShape = m_hasOffsets = false;
        m_offsets = 0;
        m_place = Place::beforeTensor;
        return true;
    }

    bool fieldKey(const std::string& name)
    {
        bool* seen = nullptr;
        if (name == "dtype") {
            seen = &m_hasType;
            m_place = Place::dtype;
        } else if (name == "shape") {
            seen = &m_hasShape;
            m_place = Place::beforeShape;
        } else if (name == "data_offsets") {
            seen = &m_hasOffsets;
            m_place = Place::beforeOffsets;
        } else {
            fault("has the unknown field " + inQuotes(name));
        }
        if (*seen)
            fault("has its " + name + " twice");
        *seen = true;
        return true;
    }

    [[noreturn]] void fault(const std::string& what)
    {
        throwDamaged(m_path, "the tensor " + inQuotes(entry().name) + " " + what);
    }

    [[noreturn]] bool misplaced(const std::string& what)
    {
        switch (m_place) {
        case Place::beforeFile:
        case Place::file:
        case Place::afterFile:
            throwDamaged(m_path, "its header is no table of tensors");
        case Place::beforeMetadata:
            throwDamaged(m_path, "its metadata is no table of texts");
        case Place::metadata:
        case Place::metadataValue:
            throwDamaged(m_path, "its metadata " + inQuotes(m_metadataKey) + " is " + what + " instead of a text");
        default:
            fault("has " + what + " where its " + wanted() + " belongs");
        }
    }

    const char* wanted() const
    {
        switch (m_place) {
        case Place::dtype:
            return "dtype";
        case Place::beforeShape:
        case Place::shape:
            return "shape";
        case Place::beforeOffsets:
        case Place::offsets:
            return "data_offsets";
        default:
            return "description";
        }
    }

    const std::filesystem::path& m_path;
    DeclaredTensors m_result;
    std::unordered_set<std::string> m_names;
    std::string m_metadataKey;
    Place m_place = Place::beforeFile;
    bool m_hasType = false, m_hasShape = false, m_hasOffsets = false;
    int m_offsets = 0;
};

} // namespace

DeclaredTensors readHeaderJson(std::string_view json, const std::filesystem::path& path)
{
    HeaderReader reader(path);
    nlohmann::json::sax_parse(json.begin(), json.end(), &reader);
    return reader.take();
}

} // namespace tarn
