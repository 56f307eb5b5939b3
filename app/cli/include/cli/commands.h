#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace tarn {

/// Each adds one subcommand; what it does runs when the command line has been parsed. Failures are StudioError.
void addGenerate(CLI::App& program);
void addSamplers(CLI::App& program);
void addSchedules(CLI::App& program);
void addModels(CLI::App& program);
void addInspect(CLI::App& program);

} // namespace tarn
