#include <base/nearest_name.h>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace tarn {
namespace {

int editDistance(std::string_view a, std::string_view b)
{
    a = a.substr(0, 64);
    std::vector<int> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 0; i < a.size(); ++i) {
        int diagonal = std::exchange(row[0], int(i) + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const int replaced = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

} // namespace

std::string nearestName(std::string_view name, std::span<const std::string> names)
{
    return *std::ranges::min_element(
        names, {}, [&](const std::string& candidate) { return editDistance(name, candidate); });
}

} // namespace tarn
