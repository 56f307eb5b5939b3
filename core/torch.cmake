# LibTorch from its wheel, as imported targets: find_package(Torch) would demand nvcc.
set(TARN_LIBTORCH "${TARN_DEPS}/libtorch" CACHE PATH "Folder with the unpacked torch and nvidia wheels")
if(NOT EXISTS "${TARN_LIBTORCH}/torch/lib/libtorch_cpu.so")
    message(FATAL_ERROR "No LibTorch in ${TARN_LIBTORCH}: run packaging/setup.sh first.")
endif()

add_library(c10 SHARED IMPORTED)
set_target_properties(c10 PROPERTIES IMPORTED_LOCATION "${TARN_LIBTORCH}/torch/lib/libc10.so")
target_include_directories(c10 SYSTEM INTERFACE "${TARN_LIBTORCH}/torch/include")

add_library(torch_cpu SHARED IMPORTED)
set_target_properties(torch_cpu PROPERTIES IMPORTED_LOCATION "${TARN_LIBTORCH}/torch/lib/libtorch_cpu.so")
target_link_libraries(torch_cpu INTERFACE c10)
# Without it, at::parallel_for, a template in LibTorch's headers, runs on one thread.
target_compile_options(torch_cpu INTERFACE -fopenmp)
target_link_options(torch_cpu INTERFACE -fopenmp)
# libtorch_cpu.so names the CUDA runtime although a CPU machine never calls it.
target_link_options(torch_cpu INTERFACE
    "-Wl,-rpath-link,${TARN_LIBTORCH}/nvidia/cu13/lib" "-Wl,-rpath-link,${TARN_LIBTORCH}/torch/lib")

tarn_precompile(torch_pch LINK torch_cpu
    HEADERS <ATen/ATen.h> <nlohmann/json.hpp> <filesystem> <functional> <map> <optional> <string> <vector>)
