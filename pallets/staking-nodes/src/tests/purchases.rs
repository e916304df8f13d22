// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0
