# Debian's find_package(OpenCV) asks for every module, also those that Tarn does not use; three are enough.
add_library(tarn_opencv INTERFACE)
find_path(OPENCV_INCLUDE opencv2/core.hpp PATH_SUFFIXES opencv4 REQUIRED)
target_include_directories(tarn_opencv SYSTEM INTERFACE "${OPENCV_INCLUDE}")
foreach(module core imgproc photo)
    find_library(OPENCV_${module} opencv_${module} REQUIRED)
    target_link_libraries(tarn_opencv INTERFACE "${OPENCV_${module}}")
endforeach()
