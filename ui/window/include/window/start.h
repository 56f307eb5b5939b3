#pragma once

namespace tarn::studio {

/// The program `tarn-studio`: reads its arguments, opens the window, returns the exit code. 2 for wrong usage or
/// where no window can be opened, with one sentence on standard error.
int runStudio(int count, char** arguments);

} // namespace tarn::studio
