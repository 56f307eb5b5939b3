#pragma once

#include <QString>

namespace tarn::studio {

/// A text and the selection in it.
struct SelectedText {
    QString text;
    int start = 0, end = 0;

    bool operator==(const SelectedText&) const = default;
};

/// Changes the weight of the selection, or of the word at the cursor, by `by`, as A1111's Ctrl+Up and Ctrl+Down:
/// "sea" becomes "(sea:1.05)", and at 1 the brackets go. Weights stay within 0 and 2. What is selected stays so.
SelectedText withChangedWeight(const SelectedText& before, double by);

} // namespace tarn::studio
