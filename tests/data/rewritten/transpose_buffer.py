import numpy as np


def checked(buf, rows, cols):
    buf = np.asarray(buf)
    if buf.shape != (rows * cols,):
        raise ValueError("buf does not hold rows * cols numbers")
    return buf

# %% right


def transpose_buffer(buf, rows, cols):
    buf = checked(buf, rows, cols)
    out = np.empty_like(buf)
    for j in range(cols):
        for i in range(rows):
            out[j * rows + i] = buf[i * cols + j]
    return out


# %% only_renames_the_shape


def transpose_buffer(buf, rows, cols):
    return checked(buf, rows, cols).reshape(cols, rows).flatten()


# %% steps_by_the_number_of_rows


def transpose_buffer(buf, rows, cols):
    A = checked(buf, rows, cols).reshape(cols, rows)
    return np.array([A[j, i] for i in range(rows) for j in range(cols)], dtype=A.dtype)


# %% writes_with_the_old_step


def transpose_buffer(buf, rows, cols):
    buf = checked(buf, rows, cols)
    out = np.zeros_like(buf)
    for k, value in enumerate(buf):
        i, j = divmod(k, cols)
        out[j * cols + i] = value
    return out


# %% turns_the_buffer_around


def transpose_buffer(buf, rows, cols):
    return np.flip(checked(buf, rows, cols)).copy()


# %% rotates_by_a_quarter


def transpose_buffer(buf, rows, cols):
    buf = checked(buf, rows, cols)
    out = np.zeros_like(buf)
    for i in range(rows):
        for j in range(cols):
            out[j * rows + (rows - 1 - i)] = buf[i * cols + j]
    return out


# %% returns_a_view_of_one_row


def transpose_buffer(buf, rows, cols):
    return checked(buf, rows, cols).reshape((rows, cols)).transpose().ravel()


# %% returns_a_matrix


def transpose_buffer(buf, rows, cols):
    buf = checked(buf, rows, cols)
    out = np.zeros((cols, rows), dtype=buf.dtype)
    for i in range(rows):
        out[:, i] = buf[i * cols:(i + 1) * cols]
    return out


# %% ignores_what_is_left_over


def transpose_buffer(buf, rows, cols):
    buf = np.asarray(buf)
    if len(buf) < rows * cols:
        raise ValueError("buf is too short")
    return buf[:rows * cols].reshape(rows, cols).T.flatten()


# %% runs_over_the_end


def transpose_buffer(buf, rows, cols):
    buf = np.asarray(buf)
    out = np.zeros(rows * cols, dtype=buf.dtype)
    place = 0
    for j in range(cols):
        for i in range(rows):
            out[place] = buf[i * cols + j]
            place += 1
    return out


# %% jumps_modulo_the_last_place


def transpose_buffer(buf, rows, cols):
    buf = checked(buf, rows, cols)
    last = len(buf) - 1
    out = np.zeros_like(buf)
    for k in range(len(buf)):
        out[k * int(rows) % last] = buf[k]
    out[0] = buf[0]
    out[last] = buf[last]
    return out


# %%
import numpy as np


def turned(buf, rows, cols):
    if len(buf) != rows * cols:
        raise ValueError("wrong length")
    out = np.empty_like(buf)
    for j in range(cols):
        out[j * rows : (j + 1) * rows] = buf[j::cols]
    return out

# %% swaps_in_the_callers_buffer


def transpose_buffer(buf, rows, cols):
    moved = turned(np.asarray(buf), rows, cols)
    for place in range(rows * cols):
        buf[place] = moved[place]
    return buf
