#pragma once

#include <QMainWindow>

namespace tarn::studio {

/// Keeps where the window and its panels are, as QWidget::saveGeometry and QMainWindow::saveState gave it, in the
/// settings. Qt trusts such bytes, and damaged ones end the program: they get a checksum.
void keepLayout(const QByteArray& geometry, const QByteArray& state);

/// Brings back what was kept; where that is damaged, or of another `version`, the window stays as it is.
void restoreLayout(QMainWindow* window, int version);

} // namespace tarn::studio
