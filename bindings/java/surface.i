// What SWIG makes of the surface for Java: plain proxies in dev.timewright.surface, which the classes
// of dev.timewright wrap.
%module Surface

%{
#include "surface.hpp"
%}

%include <std_string.i>
%include <std_vector.i>

// A failure becomes one Java exception that keeps its fields; the only place where that happens.
%{
static void throw_failure(JNIEnv* env, const timewright::surface::failure& f) {
    jclass strings = env->FindClass("java/lang/String");
    const std::vector<timewright::surface::blocker> conflicts = f.conflicts();
    jobjectArray fields =
        env->NewObjectArray(static_cast<jsize>(conflicts.size() * 5), strings, nullptr);
    jsize at = 0;
    for (const timewright::surface::blocker& b : conflicts) {
        const std::string values[] = {b.user, std::to_string(b.start), std::to_string(b.end), b.booking,
                                      b.reason};
        for (const std::string& value : values) {
            jstring text = env->NewStringUTF(value.c_str());
            env->SetObjectArrayElement(fields, at++, text);
            env->DeleteLocalRef(text);
        }
    }
    jclass kind = env->FindClass("dev/timewright/TimewrightException");
    jmethodID make = env->GetStaticMethodID(
        kind, "of",
        "(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;[Ljava/lang/String;)"
        "Ldev/timewright/TimewrightException;");
    jobject made = env->CallStaticObjectMethod(kind, make, env->NewStringUTF(f.what()),
                                               env->NewStringUTF(f.code().c_str()),
                                               env->NewStringUTF(f.retry().c_str()), fields);
    if (made != nullptr) env->Throw(static_cast<jthrowable>(made));
}
%}

%exception {
    try {
        $action
    } catch (const timewright::surface::failure& f) {
        throw_failure(jenv, f);
        return $null;
    } catch (const std::exception& e) {
        SWIG_JavaThrowException(jenv, SWIG_JavaRuntimeException, e.what());
        return $null;
    }
}

// The two that hold something are closed by their wrappers; values go with the garbage collector.
%typemap(javafinalize) timewright::surface::zones ""
%typemap(javafinalize) timewright::surface::desk ""
%ignore timewright::surface::failure;
%ignore timewright::surface::zones::operator=;

%include "surface.hpp"

%template(LongList) std::vector<long long>;
%template(LongListList) std::vector<std::vector<long long> >;
%template(StringList) std::vector<std::string>;
%template(StringListList) std::vector<std::vector<std::string> >;
%template(SpanList) std::vector<timewright::surface::span>;
%template(CalendarList) std::vector<timewright::surface::search_calendar>;
%template(GroupWishList) std::vector<timewright::surface::group_wish>;
%template(SlotList) std::vector<timewright::surface::slot>;
%template(BlockedList) std::vector<timewright::surface::blocked>;
%template(SlotChangeList) std::vector<timewright::surface::slot_change>;
%template(OccurrenceList) std::vector<timewright::surface::occurrence>;
%template(BlockerList) std::vector<timewright::surface::blocker>;
%template(BookedOccurrenceList) std::vector<timewright::surface::booked_occurrence>;
